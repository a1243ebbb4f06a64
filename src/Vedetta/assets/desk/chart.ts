import uPlot from "uplot";

/** One point of a live update. */
export interface LivePoint {
  t: number;
  a: number | null;
  e: number | null;
  l: number | null;
  h: number | null;
}

type Column = (number | null)[];

interface ChartData {
  t: number[];
  a: Column;
  e: Column;
  l: Column;
  h: Column;
  onset: number | null;
  zone: string;
  language: string;
  label: string;
  words: { actual: string; expected: string; band: string; onset: string };
}

interface Chart {
  figure: HTMLElement;
  data: ChartData;
  plot: uPlot;
}

const charts = new Map<string, Chart>();

/** Draws every chart in a part of the page. */
export function drawCharts(root: ParentNode): void {
  for (const [id, chart] of charts)
    if (!chart.figure.isConnected) {
      chart.plot.destroy();
      charts.delete(id);
    }
  for (const figure of root.querySelectorAll<HTMLElement>("[data-chart]")) draw(figure);
}

/** Puts newer points into a chart that is on the page. */
export function addPoints(id: string, points: LivePoint[]): void {
  const chart = charts.get(id);
  if (!chart) return;
  const { data, plot } = chart;
  for (const point of points) {
    let at = data.t.indexOf(point.t);
    if (at < 0 && point.t > (data.t[data.t.length - 1] ?? 0)) at = data.t.push(point.t) - 1;
    if (at < 0) continue;
    [data.a[at], data.e[at], data.l[at], data.h[at]] = [point.a, point.e, point.l, point.h];
  }
  const zoomed = isZoomed(chart);
  plot.setData(columns(data), !zoomed);
}

function draw(figure: HTMLElement): void {
  const holder = figure.querySelector<HTMLElement>("[data-plot]");
  const source = figure.querySelector("script[data-points]")?.textContent;
  if (!holder || !source) return;
  const data = JSON.parse(source) as ChartData;
  holder.classList.add("is-scripted");
  holder.tabIndex = 0;
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", data.label);
  const chart: Chart = { figure, data, plot: plotOf(holder, data) };
  charts.set(figure.id, chart);
  readAlong(chart, holder);
  fit(chart, holder);
}

function plotOf(holder: HTMLElement, data: ChartData): uPlot {
  const number = new Intl.NumberFormat(data.language, { maximumFractionDigits: 0 });
  const axis = (): uPlot.Axis => ({
    stroke: () => colours(holder).muted,
    grid: { stroke: () => colours(holder).line, width: 1 },
    ticks: { stroke: () => colours(holder).line, width: 1 },
    font: "12px Inter, sans-serif",
  });
  return new uPlot(
    {
      width: Math.max(200, holder.clientWidth),
      height: holder.clientHeight,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), data.zone),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 9 } },
      scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(1, max) * 1.06] } },
      axes: [
        { ...axis(), values: (_, splits) => splits.map((s) => clock(data, s)), space: 70 },
        { ...axis(), values: (_, splits) => splits.map((s) => number.format(s)), size: 58 },
      ],
      series: [
        {},
        { stroke: "transparent", points: { show: false } },
        { stroke: "transparent", points: { show: false } },
        { stroke: () => colours(holder).bandLine, width: 1.5, dash: [5, 4], points: { show: false } },
        { stroke: () => colours(holder).ink, width: 2, points: { show: false } },
      ],
      bands: [{ series: [1, 2], fill: () => colours(holder).band }],
      hooks: { draw: [(plot) => markOnset(plot, holder, data)] },
    },
    columns(data),
    holder,
  );
}

/** The moment it began, as a line with its word: colour alone would not say it. */
function markOnset(plot: uPlot, holder: HTMLElement, data: ChartData): void {
  if (data.onset === null) return;
  const x = plot.valToPos(data.onset, "x", true);
  if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) return;
  const { ctx } = plot;
  const scale = devicePixelRatio || 1;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colours(holder).rings;
  ctx.lineWidth = 1.5 * scale;
  ctx.beginPath();
  ctx.moveTo(x, plot.bbox.top);
  ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
  ctx.stroke();
  ctx.font = `600 ${12 * scale}px Inter, sans-serif`;
  ctx.textAlign = "right";
  ctx.fillText(data.words.onset, x - 6 * scale, plot.bbox.top + 14 * scale);
  ctx.restore();
}

/** Says the figures under the pointer or the keys' cursor in words. */
function readAlong(chart: Chart, holder: HTMLElement): void {
  const { figure, plot } = chart;
  const readout = figure.querySelector<HTMLElement>("[data-readout]");
  const reset = figure.querySelector<HTMLButtonElement>("[data-reset]");
  let at = -1;

  const say = (index: number): void => {
    if (readout) readout.textContent = sentence(chart.data, index);
  };
  const show = (index: number): void => {
    at = Math.min(Math.max(index, 0), chart.data.t.length - 1);
    plot.setCursor({ left: plot.valToPos(chart.data.t[at] ?? 0, "x"), top: 0 });
    say(at);
  };
  const showAll = (): void => {
    plot.setData(columns(chart.data), true);
    if (reset) reset.hidden = true;
  };
  say(lastActual(chart.data));
  plot.over.addEventListener("mousemove", () => {
    const index = plot.cursor.idx;
    if (index !== null && index !== undefined && index !== at) say((at = index));
  });
  (plot.hooks.setSelect ??= []).push(() => reset && (reset.hidden = !isZoomed(chart)));
  (plot.hooks.setScale ??= []).push(() => reset && (reset.hidden = !isZoomed(chart)));
  reset?.addEventListener("click", () => {
    showAll();
    holder.focus();
  });
  holder.addEventListener("keydown", (event) => {
    const last = lastActual(chart.data);
    const start = at < 0 ? last : at;
    const page = Math.max(2, Math.round(chart.data.t.length / 10));
    const moves: Record<string, () => void> = {
      ArrowLeft: () => show(start - 1),
      ArrowRight: () => show(at < 0 ? start : start + 1),
      PageUp: () => show(start - page),
      PageDown: () => show(start + page),
      Home: () => show(0),
      End: () => show(last),
      Escape: showAll,
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  });
}

function sentence(data: ChartData, index: number): string {
  const number = new Intl.NumberFormat(data.language, { maximumFractionDigits: 0 });
  const say = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : number.format(value));
  const { words } = data;
  return (
    `${moment(data, data.t[index] ?? 0)} · ${words.actual}: ${say(data.a[index])} · ` +
    `${words.expected}: ${say(data.e[index])} · ${words.band}: ${say(data.l[index])}–${say(data.h[index])}`
  );
}

/** Follows the width of its place and the light of the page. */
function fit(chart: Chart, holder: HTMLElement): void {
  const { plot } = chart;
  new ResizeObserver(() => {
    if (holder.clientWidth > 0) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
  }).observe(holder);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false, true));
}

function isZoomed(chart: Chart): boolean {
  const { min, max } = chart.plot.scales["x"] ?? {};
  const { t } = chart.data;
  return (min ?? 0) > (t[0] ?? 0) || (max ?? 0) < (t[t.length - 1] ?? 0);
}

function lastActual(data: ChartData): number {
  for (let i = data.a.length - 1; i >= 0; i--) if (data.a[i] !== null) return i;
  return 0;
}

/** The band first: what is drawn later lies on top. */
function columns(data: ChartData): uPlot.AlignedData {
  return [data.t, data.h, data.l, data.e, data.a];
}

function clock(data: ChartData, seconds: number): string {
  return new Intl.DateTimeFormat(data.language, { hour: "2-digit", minute: "2-digit", timeZone: data.zone }).format(seconds * 1000);
}

function moment(data: ChartData, seconds: number): string {
  const style = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: data.zone } as const;
  return new Intl.DateTimeFormat(data.language, style).format(seconds * 1000);
}

function colours(holder: HTMLElement): Record<"ink" | "muted" | "line" | "band" | "bandLine" | "rings", string> {
  const style = getComputedStyle(holder);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    muted: of("--muted"),
    line: of("--line"),
    band: of("--band"),
    bandLine: of("--band-line"),
    rings: of("--rings"),
  };
}
