// The runs' names above their charts: each shows or hides its lines, and brings them out while it is pointed at.
import { swatch } from "./theme.js";

/** Fills the element for the runs; `board` has `hidden`, `toggle(id)` and `highlight(id or null)`. Nothing for a run alone. */
export function fillLegend(element, runs, board) {
  element.hidden = runs.length < 2;
  element.replaceChildren(...(runs.length < 2 ? [] : runs).map(run => {
    const button = Object.assign(document.createElement("button"), { type: "button", title: run.name });
    button.innerHTML = `${swatch(run)}<span></span>`;
    button.querySelector("span").textContent = run.name;
    button.dataset.run = run.id;
    button.setAttribute("aria-pressed", String(!board.hidden.has(run.id)));
    button.addEventListener("click", () => button.setAttribute("aria-pressed", String(board.toggle(run.id))));
    for (const [event, id] of [["pointerenter", run.id], ["focus", run.id], ["pointerleave", null], ["blur", null]]) {
      button.addEventListener(event, () => board.highlight(id));
    }

    return button;
  }));
}
