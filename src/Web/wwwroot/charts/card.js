// The frame around a chart: its title, what can be done with it, and the room for plot and notes.
import { alpha } from "./plot.js";
import { colourOf, colours, dashOf } from "./theme.js";

const keys = "Arrow keys read values, + and − zoom, Shift with arrows moves the window, 0 shows everything, F fills the screen";

export class Card {
  /** `acts` has `png()`, `reset()`, and, where charts are commented on, `comment()` with `place()`, the words for what it would be about. */
  constructor(key, name, acts) {
    const element = this.element = document.createElement("article");
    element.className = "chart-card";
    element.dataset.key = key;
    element.innerHTML = `
      <header><h4></h4><span class="chart-readout"></span>
        <details class="chart-menu"><summary><span aria-hidden="true">⋯</span></summary><div>
          <button type="button" data-do="comment" hidden></button>
          <button type="button" data-do="reset">Reset zoom</button>
          <button type="button" data-do="png">Download PNG</button>
          <a data-do="csv" download>Download CSV, all points</a>
        </div></details>
        <button type="button" class="chart-full" aria-pressed="false">
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M8 1h5v5M6 13H1V8M13 1 8.5 5.5M1 13l4.5-4.5" fill="none" stroke="currentColor" stroke-width="1.4"/></svg>
        </button></header>
      <div class="chart-plot" tabindex="0" role="application" aria-roledescription="chart"><div class="chart-box" hidden></div></div>
      <p class="chart-note"></p>`;
    const part = selector => element.querySelector(selector);
    [this.body, this.readout, this.note, this.box, this.menu, this.csv] = [".chart-plot", ".chart-readout", ".chart-note", ".chart-box", ".chart-menu", "[data-do=csv]"].map(part);
    part("h4").textContent = name;
    part("h4").title = key;
    part("summary").setAttribute("aria-label", `Reset or download ${key}`);
    this.full = part(".chart-full");
    this.full.setAttribute("aria-label", `Full screen: ${key}`);
    this.full.addEventListener("click", () => this.toggleFull());
    part("[data-do=reset]").addEventListener("click", acts.reset);
    const comment = part("[data-do=comment]");
    this.commented = acts.comment !== undefined;
    if (this.commented) {
      comment.addEventListener("click", acts.comment);
      this.menu.addEventListener("toggle", () => {
        comment.textContent = acts.place();
        comment.hidden = comment.textContent === "";
      });
    }

    part("[data-do=png]").addEventListener("click", acts.png);
    this.menu.addEventListener("click", event => event.target.closest("[data-do]") && (this.menu.open = false));
    this.menu.addEventListener("focusout", event => this.menu.contains(event.relatedTarget) || (this.menu.open = false));
    this.label("");
  }

  /** What a reader who doesn't see the plot is told of it. */
  label(words) {
    this.body.setAttribute("aria-label", `${this.element.dataset.key}${words}. ${keys}${this.commented ? ", C comments on the step" : ""}.`);
  }

  // As a popover the card lies above everything, wherever it stands in the page, and Escape brings it back.
  toggleFull() {
    const { element } = this;
    if (element.popover) {
      element.hidePopover();
      return;
    }

    element.popover = "auto";
    element.classList.add("full");
    element.addEventListener("toggle", event => {
      if (event.newState === "closed") {
        element.removeAttribute("popover");
        element.classList.remove("full");
        this.full.setAttribute("aria-pressed", "false");
      }
    });
    element.showPopover();
    this.full.setAttribute("aria-pressed", "true");
    this.body.focus();
  }

  busy(isBusy) {
    this.element[isBusy ? "setAttribute" : "removeAttribute"]("aria-busy", "true");
  }
}

/** The plot as a picture with its title, and with the runs' names where it has several. Answers a canvas. */
export function picture(plot, title, note, runs) {
  const scale = devicePixelRatio;
  const [line, margin] = [20 * scale, 12 * scale];
  const named = runs.length > 1 ? runs : [];
  const source = plot.ctx.canvas;
  const canvas = Object.assign(document.createElement("canvas"), {
    width: source.width + 2 * margin, height: source.height + 2 * margin + line * (2 + named.length),
  });
  const ctx = canvas.getContext("2d");
  const family = colours.font.slice(colours.font.indexOf(" ") + 1);
  ctx.fillStyle = colours.deck;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = colours.ink;
  ctx.font = `600 ${13 * scale}px ${family}`;
  ctx.fillText(title, margin, margin + 13 * scale);
  ctx.drawImage(source, margin, margin + line);
  ctx.font = `${12 * scale}px ${family}`;
  let y = margin + line + source.height + line * 0.8;
  ctx.fillStyle = colours.axis;
  ctx.fillText(note, margin, y);
  for (const run of named) {
    y += line;
    ctx.strokeStyle = alpha(colourOf(run), 1);
    ctx.lineWidth = 3 * scale;
    ctx.setLineDash((dashOf(run) ?? []).map(length => length * scale));
    ctx.beginPath();
    ctx.moveTo(margin, y - 4 * scale);
    ctx.lineTo(margin + 24 * scale, y - 4 * scale);
    ctx.stroke();
    ctx.fillStyle = colours.ink;
    ctx.fillText(run.name, margin + 32 * scale, y);
  }

  return canvas;
}

/** Saves a canvas as a file. */
export async function save(canvas, name) {
  const blob = await new Promise(resolve => canvas.toBlob(resolve, "image/png"));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
