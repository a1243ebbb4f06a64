import { addPoints, type LivePoint } from "./chart.js";

interface News {
  structure: string;
  texts: Record<string, string>;
  paths: Record<string, string>;
  points: Record<string, LivePoint[]>;
}

/** A changed page is fetched at most this often. */
const fetchEveryMs = 2000;

/** Follows the page's stream of changes, as long as somebody sees the page. */
export function follow(enliven: (root: ParentNode) => void): void {
  const address = page()?.dataset["livePage"];
  if (!address) return;
  let source: EventSource | null = null;

  const open = (): void => {
    source?.close();
    source = new EventSource(address);
    source.onmessage = (message) => {
      mark(true);
      take(JSON.parse(message.data as string) as News, enliven);
    };
    source.onerror = () => {
      mark(false);
      // The browser tries again by itself unless the server refused, as it does when too many look on.
      if (source?.readyState === EventSource.CLOSED) window.setTimeout(open, 15_000);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else open();
  });
  open();
}

function page(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-live-page]");
}

function take(news: News, enliven: (root: ParentNode) => void): void {
  for (const [key, text] of Object.entries(news.texts))
    for (const element of document.querySelectorAll(`[data-live="${CSS.escape(key)}"]`))
      if (element.textContent !== text) element.textContent = text;
  for (const [key, path] of Object.entries(news.paths))
    document.querySelector(`[data-live-d="${CSS.escape(key)}"]`)?.setAttribute("d", path);
  for (const [id, points] of Object.entries(news.points)) addPoints(id, points);
  if (news.structure !== page()?.dataset["structure"]) void renew(enliven);
}

let renewing = false;
let renewedAt = -Infinity;

/** Fetches the page anew and puts it in place of the old one, leaving alone what somebody is typing or has opened. */
async function renew(enliven: (root: ParentNode) => void): Promise<void> {
  if (renewing || isTyping()) return;
  renewing = true;
  try {
    const wait = renewedAt + fetchEveryMs - performance.now();
    if (wait > 0) await new Promise((resolve) => window.setTimeout(resolve, wait));
    renewedAt = performance.now();
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector<HTMLElement>("[data-live-page]");
    const old = page();
    if (!next || !old || isTyping()) return;
    const focused = document.activeElement?.id;
    const opened = [...old.querySelectorAll("details")].map((d) => d.open);
    [...next.querySelectorAll("details")].forEach((d, i) => (d.open = opened[i] ?? false));
    old.replaceWith(document.adoptNode(next));
    document.title = fresh.title;
    enliven(next);
    mark(true);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  } finally {
    renewing = false;
  }
}

function isTyping(): boolean {
  const active = document.activeElement;
  return active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement || active instanceof HTMLInputElement;
}

function mark(live: boolean): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live-mark]")) {
    element.classList.toggle("is-live", live);
    element.classList.toggle("is-lost", !live);
    const word = element.querySelector<HTMLElement>("[data-live-state]");
    if (!word) continue;
    word.dataset["word"] ??= word.textContent ?? "";
    word.textContent = live ? word.dataset["word"] : (element.dataset["lost"] ?? "");
  }
}
