// One metric of a run: its card, its points, and a plot that exists only while it is near the screen.
import uPlot from "../lib/uplot/uPlot.esm.js";
import * as format from "./format.js";
import { finite, Series } from "./series.js";

const fetchPause = 1000;
const timeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3,
  3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3, 172800e3, 604800e3, 2592000e3];

export class MetricChart {
  #board;
  #plot = null;
  #series = null;
  #shape = "";
  #request = null;
  #waiting = [];
  #timer = 0;
  #fetchedAt = -Infinity;
  #near = false;
  #stale = true;

  /** `board` is what the charts of a page share: axis, zoom window, addresses, the drawing schedule. */
  constructor(board, key, name) {
    this.#board = board;
    this.key = key;
    this.element = card(key, name);
    this.element.chart = this;
    this.body = this.element.querySelector(".chart-plot");
    this.readout = this.element.querySelector(".chart-readout");
    this.note = this.element.querySelector(".chart-note");
    this.element.querySelector(".chart-wide").addEventListener("click", event =>
      event.currentTarget.setAttribute("aria-pressed", this.element.classList.toggle("wide")));
  }

  enter() {
    this.#near = true;
    if (this.#stale) {
      this.#fetch();
    } else {
      this.#board.schedule(this);
    }
  }

  leave() {
    this.#near = false;
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** What is shown may lack something or answers an old question: fetch it now, or once it is near the screen. */
  invalidate() {
    this.#stale = true;
    this.#request?.abort();
    this.#request = null;
    if (this.#near) {
      this.#fetch();
    }
  }

  /** Takes points that were just logged: `xs` on the board's axis. */
  append(xs, values) {
    if (this.#request) {
      this.#waiting.push([xs, values]);
    } else if (this.#series && !this.#stale) {
      this.#take(xs, values);
    }
  }

  resize() {
    if (this.#plot) {
      this.#plot.setSize(this.#size());
    }
  }

  repaint() {
    this.#plot?.redraw(false, true);
  }

  dispose() {
    this.#request?.abort();
    clearTimeout(this.#timer);
    this.leave();
  }

  draw() {
    // Steps on a time axis would be nonsense for a moment, until the answer is there.
    if (!this.#near || this.#series?.unit !== this.#unit()) {
      return;
    }

    const { x, logY } = this.#board;
    const { data, cut } = this.#series.columns(logY);
    const columns = this.#zero() === 0 ? data : [data[0].map(at => at - this.#zero()), ...data.slice(1)];
    const shape = `${x} ${logY}`;
    if (!this.#plot || this.#shape !== shape) {
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(), columns, this.body);
      this.#shape = shape;
    } else {
      this.#plot.setData(columns);
    }

    this.#describe(cut);
  }

  #take(xs, values) {
    const [from, to] = this.#board.window ?? [-Infinity, Infinity];
    const inside = xs.map((_, i) => i).filter(i => xs[i] >= from && xs[i] <= to);
    const inOrder = this.#series.append(inside.map(i => xs[i]), inside.map(i => values[i]));
    if (!inOrder || this.#series.length > 2 * this.#buckets()) {
      this.#fetchSoon();
    }

    this.#board.schedule(this);
  }

  #fetchSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.invalidate(), Math.max(0, this.#fetchedAt + fetchPause - performance.now()));
  }

  async #fetch() {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    const unit = this.#unit();
    const drawnTo = this.#series?.x.at(-1) ?? -Infinity;
    this.#waiting = [];
    this.#fetchedAt = performance.now();
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.#address(), { signal: request.signal });
      if (!answer.ok) {
        const problem = await answer.json().catch(() => null);
        throw new Error(problem?.detail ?? problem?.title ?? `The server answered ${answer.status}.`);
      }

      const series = Series.decode(await answer.arrayBuffer());
      const fetchedTo = series.x.at(-1) ?? -Infinity;
      this.#request = null;
      series.unit = unit;
      this.#series = series;
      this.#stale = false;
      this.#board.meet(series);
      for (const [xs, values] of this.#waiting.splice(0)) {
        const fresh = xs.map((_, i) => i).filter(i => xs[i] > fetchedTo);
        if (fresh.length > 0) {
          this.#take(fresh.map(i => xs[i]), fresh.map(i => values[i]));
        }

        // What came in order while the answer was on its way is in it; what came behind, or beside its last point, may not be.
        if (xs.some((at, i) => at < drawnTo || at === fetchedTo && !Object.is(series.last.at(-1), finite(values[i])))) {
          this.#fetchSoon();
        }
      }

      this.#board.schedule(this);
    } catch (failure) {
      if (this.#request === request) {
        this.#request = null;
        this.#fail(failure.message);
      }
    } finally {
      if (!this.#request) {
        this.element.removeAttribute("aria-busy");
      }
    }
  }

  #address() {
    const { chartUrl, window } = this.#board;
    const query = new URLSearchParams({ key: this.key, x: this.#unit(), buckets: this.#buckets() });
    if (window) {
      query.set("from", window[0]);
      query.set("to", window[1]);
    }

    return `${chartUrl}?${query}`;
  }

  #fail(message) {
    this.#plot?.destroy();
    this.#plot = null;
    this.note.textContent = `${message} `;
    const again = this.note.appendChild(Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" }));
    again.addEventListener("click", () => this.invalidate());
  }

  // One bucket per pixel shows every extreme there is to see.
  #buckets() {
    return Math.min(4000, Math.max(200, Math.round(this.body.clientWidth)));
  }

  #size() {
    return { width: this.body.clientWidth, height: this.body.clientHeight };
  }

  #unit() {
    return this.#board.x === "step" ? "step" : "time";
  }

  #zero() {
    return this.#board.x === "relative" ? this.#board.startTime : 0;
  }

  #options() {
    const { x, logY, cursorKey } = this.#board;
    const along = format.axis(x);
    const line = { font: format.colours.font, stroke: () => format.colours.axis, ticks: { show: false } };
    const grid = { stroke: () => format.colours.grid, width: 1, ...(logY && { filter: (_, splits) => splits.map(wholePower) }) };
    const edge = { width: 0, points: { show: false } };
    return {
      ...this.#size(),
      ms: 1,
      padding: [8, x === "time" ? 24 : 14, 0, 0],
      legend: { show: false },
      focus: { alpha: 1 },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        sync: { key: cursorKey, setSeries: false, filters: { pub: type => type === "mousemove" || type === "mouseleave" } },
        points: { show: (plot, series) => series === 1 ? cursorPoint() : undefined },
        bind: { dblclick: () => () => this.#board.zoom(null) },
      },
      scales: {
        x: { time: x === "time", range: plot => this.#range(plot.data[0]) },
        y: logY ? { distr: 3 } : {},
      },
      series: [
        {},
        { stroke: () => format.colours.line, width: 1.5, points: { size: 4, fill: () => format.colours.line } },
        edge,
        edge,
      ],
      bands: [{ series: [3, 2], fill: () => format.colours.band }],
      axes: [
        { ...line, size: 26, gap: 6, space: x === "time" ? 74 : 56, grid: { show: false }, values: (_, splits, __, ___, increment) => along.many(splits, increment), ...(x === "relative" && { incs: timeSteps }) },
        { ...line, size: sizeOfLabels, gap: 6, space: 34, grid, values: (_, splits) => splits.map(at => at === null ? "" : format.tick(at)) },
      ],
      hooks: {
        setSelect: [plot => this.#select(plot)],
        setCursor: [plot => this.#read(plot.cursor.idx)],
      },
    };
  }

  #range(at) {
    const window = this.#board.window;
    if (window) {
      return window.map(edge => edge - this.#zero());
    }

    // One point alone still wants an axis around it.
    const around = this.#board.x === "step" ? 1 : 30e3;
    return at.length === 0 ? [0, 1] : at[0] === at.at(-1) ? [at[0] - around, at[0] + around] : [at[0], at.at(-1)];
  }

  #select(plot) {
    const { left, width } = plot.select;
    if (width < 4) {
      return;
    }

    const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")].map(at => at + this.#zero());
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    // Steps and milliseconds are whole numbers, to the server too.
    this.#board.zoom([Math.floor(from), Math.ceil(to)]);
  }

  #read(index) {
    if (!this.#plot || index === null || index === undefined) {
      this.readout.textContent = format.value(this.#series?.latest);
      return;
    }

    const [x, last, min, max] = this.#plot.data;
    const spread = min[index] !== max[index] ? ` (${format.value(min[index])} to ${format.value(max[index])})` : "";
    this.readout.replaceChildren(
      Object.assign(document.createElement("span"), { className: "chart-at", textContent: `${format.axis(this.#board.x).one(x[index])} ` }),
      `${format.value(last[index])}${spread}`);
  }

  #describe(cut) {
    const { total, shown, notFinite, latest } = this.#series;
    const parts = [total === 0 ? (this.#board.window ? "No points in this window" : "No points yet")
      : shown + notFinite >= total ? `${format.count(total)} ${total === 1 ? "point" : "points"}`
      : `showing ${format.count(shown)} of ${format.count(total)} points`];
    if (notFinite > 0) {
      parts.push(`${format.count(notFinite)} NaN or infinite`);
    }

    if (cut) {
      parts.push("zero and below left out on a log scale");
    }

    this.note.textContent = parts.join(" · ");
    this.body.setAttribute("aria-label", `${this.key}: latest value ${format.value(latest)}, ${parts.join(", ")}`);
    this.#read(this.#plot.cursor.idx);
  }
}

function card(key, name) {
  const element = document.createElement("article");
  element.className = "chart-card";
  element.dataset.key = key;
  element.innerHTML = `
    <header><h4></h4><span class="chart-readout"></span><button type="button" class="chart-wide" aria-pressed="false">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M8 1h5v5M6 13H1V8M13 1 8.5 5.5M1 13l4.5-4.5" fill="none" stroke="currentColor" stroke-width="1.4"/></svg>
    </button></header>
    <div class="chart-plot" role="img"></div>
    <p class="chart-note"></p>`;
  element.querySelector("h4").textContent = name;
  element.querySelector("h4").title = key;
  element.querySelector(".chart-wide").setAttribute("aria-label", `Enlarge ${key}`);
  element.querySelector(".chart-plot").setAttribute("aria-label", key);
  return element;
}

function wholePower(at) {
  return at !== null && Math.abs(Math.log10(at) - Math.round(Math.log10(at))) < 1e-9 ? at : null;
}

function cursorPoint() {
  return Object.assign(document.createElement("div"), { className: "chart-cursor" });
}

function sizeOfLabels(plot, labels) {
  const longest = (labels ?? []).reduce((length, label) => Math.max(length, label.length), 3);
  return Math.ceil(longest * 6.4) + 12;
}
