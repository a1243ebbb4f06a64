import { drawCharts } from "./chart.js";
import { follow } from "./live.js";

document.documentElement.classList.add("scripted");

/** Brings a page, or a part of it that was fetched anew, to life. */
function enliven(root: ParentNode): void {
  drawCharts(root);
  for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-submit]"))
    select.addEventListener("change", () => select.form?.requestSubmit());
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-print]"))
    button.addEventListener("click", () => window.print());
}

enliven(document);
follow(enliven);

// A menu closes when one looks elsewhere, as people expect of menus.
const menu = document.querySelector<HTMLDetailsElement>(".person-menu");
document.addEventListener("click", (event) => {
  if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
