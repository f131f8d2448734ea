// One metric of one or several runs: a line for each, and a plot that exists only while it is near the screen.
import { Card, picture, save } from "./card.js";
import { align, trace } from "./columns.js";
import * as format from "./format.js";
import { Line } from "./line.js";
import { notes } from "./notes.js";
import { inliers } from "./outliers.js";
import { columnsOf, draw } from "./plot.js";
import { brief, readings, show } from "./reading.js";
import { steer } from "./steering.js";
import { widened } from "./ticks.js";
import { whole } from "./window.js";

export class MetricChart {
  near = false;
  /** The window while it is being dragged. */
  preview = null;
  traces = [];
  #board;
  #lines = new Map();
  #drawn = [];
  #plot = null;
  #shape = "";
  #window = null;
  #inliers = null;
  #pointed = null;

  /** `board` is what the charts of a page share: settings, the zoom window, the drawing schedule. */
  constructor(board, key, name) {
    this.#board = board;
    this.key = key;
    this.card = new Card(key, name, {
      reset: () => this.reset(),
      png: () => this.#savePicture(),
      ...(board.commented && { comment: () => this.comment(), place: () => this.pointed === null ? "" : `Comment on step ${format.count(this.pointed)}` }),
    });
    this.element = this.card.element;
    this.element.chart = this;
    this.body = this.card.body;
    steer(this, this.body);
  }

  // What lines and the plot ask for.
  get x() { return this.#board.settings.x; }
  get along() { return this.x === "metric" ? this.#board.settings.along : null; }
  get unit() { return this.x === "metric" ? `metric:${this.along}` : this.x === "step" ? "step" : "time"; }
  get relative() { return this.x === "relative"; }
  get logX() { return this.#board.settings.logX && this.x !== "time"; }
  get logY() { return this.#board.settings.logY; }
  get smoothing() { return this.dots ? 0 : this.#board.settings.smoothing; }
  get window() { return this.#board.settings.together ? this.#board.window : this.#window; }
  get cursorKey() { return this.#board.cursorKey; }
  get size() { return { width: this.body.clientWidth, height: this.body.clientHeight }; }
  get plot() { return this.#plot; }

  /** The step that somebody pointed at, where steps lie along x; else null. */
  get flagged() { return this.x === "step" ? this.#board.flagged : null; }

  /** The step that was read last, or the latest; null where none lies along x. */
  get pointed() { return this.x === "step" && this.#drawn.length > 0 ? this.#pointed ?? this.#drawn[0].series.end : null; }

  /** One bucket per pixel shows every extreme there is to see. */
  get buckets() { return Math.min(4000, Math.max(200, Math.round(this.body.clientWidth))); }

  /** A curve that comes back would be drawn over itself: its points are shown, and no line. */
  get dots() { return this.x === "metric" && this.#visible().some(line => line.current && line.series.returns); }

  /** The outermost positions of all points, in the window or not. */
  get extent() {
    const ends = this.#drawn.map(line => [line.series.first - line.zero, line.series.end - line.zero]);
    return [Math.min(...ends.map(([first]) => first)), Math.max(...ends.map(([, end]) => end))];
  }

  strength(run) { return this.#board.highlighted === null || this.#board.highlighted === run.id ? 1 : 0.15; }

  /** Gives the chart a line for each run that logs its metric. */
  setRuns(runs) {
    const gone = new Set(this.#lines.keys());
    for (const run of runs) {
      gone.delete(run.id);
      if (!this.#lines.has(run.id)) {
        const line = new Line(this, run);
        this.#lines.set(run.id, line);
        line.invalidate();
      }
    }

    for (const id of gone) {
      this.#lines.get(id).dispose();
      this.#lines.delete(id);
    }

    this.card.csv.href = this.#board.csvUrl(this.key, [...this.#lines.keys()]);
    this.changed();
  }

  enter() {
    this.near = true;
    this.#lines.forEach(line => line.stale && !line.busy && line.fetch());
    this.changed();
  }

  leave() {
    this.near = false;
    this.#unplot();
  }

  invalidate() { this.#lines.forEach(line => line.invalidate()); }

  /** Takes points that were just logged to a run, of this metric or of the one along x. */
  append(id, xs, values) {
    const line = this.#lines.get(id);
    if (this.along === null) {
      line?.append(xs, values);
    } else {
      line?.invalidateSoon();
    }
  }

  changed() { this.#board.schedule(this); }

  resize() {
    this.#plot?.setSize(this.size);
    // Much more room shows more: a card that fills the screen, a window that was made wide.
    this.#lines.forEach(line => line.series && !line.busy && this.buckets > 1.3 * line.buckets && line.invalidate());
  }

  repaint() { this.#plot?.redraw(false, true); }

  dispose() {
    this.#lines.forEach(line => line.dispose());
    this.leave();
  }

  draw() {
    const lines = this.#visible();
    this.card.busy(lines.some(line => line.busy));
    if (!this.near || lines.some(line => line.busy && !line.current)) {
      return;
    }

    const drawn = this.#drawn = lines.filter(line => line.current);
    const failed = lines.find(line => line.failure);
    if (failed && drawn.length === 0) {
      this.#fail(failed.failure);
      return;
    }

    this.traces = drawn.map(line => trace(line.series, line.zero, this));
    this.#inliers = this.#board.settings.ignoreOutliers ? inliers(this.traces.flatMap(one => [...one.raw, ...one.min, ...one.max].filter(value => value !== null))) : null;
    const columns = align(this.traces, columnsOf(this.smoothing));
    const shape = JSON.stringify([this.x, this.along, this.logX, this.logY, this.smoothing > 0, this.dots, drawn.map(line => [line.run.id, line.run.place])]);
    if (!this.#plot || this.#shape !== shape) {
      this.#unplot();
      this.#plot = draw(this, drawn.map(line => line.run), columns, this.body);
      this.#shape = shape;
    } else {
      this.#plot.setData(columns);
    }

    this.#describe(failed);
  }

  rangeX() {
    const window = this.preview ?? this.window;
    if (window) {
      return window;
    }

    const ends = this.traces.filter(one => one.x.length > 0).flatMap(one => [one.x[0], one.x.at(-1)]);
    const [min, max] = [Math.min(...ends), Math.max(...ends)];
    // One point alone still wants an axis around it.
    const around = this.unit === "time" ? 30e3 : 1;
    return ends.length === 0 ? [this.logX ? 1 : 0, this.logX ? 10 : 1] : min < max ? [min, max] : this.unit === "step" || this.unit === "time" ? (this.logX ? widened(min, max, true) : [min - around, max + around]) : widened(min, max, this.logX);
  }

  rangeY(min, max) {
    if (min === null || min === undefined || !Number.isFinite(min)) {
      return this.logY ? [0.1, 10] : [0, 1];
    }

    return widened(...(this.#inliers ?? [min, max]), this.logY);
  }

  /** Shows a window, on every chart where they move together; null shows everything. */
  zoom(window) {
    const next = window && this.along === null ? whole(window) : window;
    if (this.#board.settings.together) {
      this.#board.zoom(next);
    } else {
      this.#window = next;
      this.invalidate();
    }
  }

  /** Forgets its own window. */
  forget() { this.#window = null; }

  select(from, to) { this.zoom([from, to]); }

  reset() { this.zoom(null); }

  /** Says something about the step that was read last. */
  comment() {
    if (this.#board.commented && this.pointed !== null) {
      this.#board.comment(this.key, this.pointed);
    }
  }

  read(plot) {
    const { left, top, idxs } = plot.cursor;
    const found = left >= 0 ? readings(this.traces, this.#drawn.map(line => line.run), this.#indices(plot, idxs)) : [];
    this.#pointed = this.x === "step" && found.length > 0 ? found[0].x : this.#pointed;
    const { box, readout } = this.card;
    const alone = this.#lines.size === 1;
    const here = found.length > 0 && (this.body.matches(":hover") || document.activeElement === this.body);
    box.hidden = !here;
    if (here) {
      show(box, found, this);
      const right = left > plot.over.clientWidth / 2;
      Object.assign(box.style, {
        left: right ? "auto" : `${plot.over.offsetLeft + left + 12}px`,
        right: right ? `${this.body.clientWidth - plot.over.offsetLeft - left + 12}px` : "auto",
        top: `${Math.max(0, Math.min(top - 10, this.body.clientHeight - box.offsetHeight))}px`,
      });
    }

    if (found.length === 0 || !alone) {
      readout.textContent = alone ? format.value(this.#drawn[0]?.series.latest) : "";
      return;
    }

    const { at, value } = brief(found[0], this);
    readout.replaceChildren(Object.assign(document.createElement("span"), { className: "chart-at", textContent: at }), value);
  }

  // Positions in the columns to positions in the traces: a column that was put on a common axis has holes where others have points.
  #indices(plot, idxs) {
    const names = columnsOf(this.smoothing);
    return this.traces.map((one, i) => {
      const at = idxs[1 + i * names.length];
      if (at === null || at === undefined) {
        return -1;
      }

      if (this.traces.length === 1) {
        return at;
      }

      let before = 0;
      const column = plot.data[1 + i * names.length];
      for (let j = 0; j < at; j++) {
        before += column[j] === undefined ? 0 : 1;
      }

      return before < one.x.length ? before : -1;
    });
  }

  #visible() { return [...this.#lines.values()].filter(line => !this.#board.hidden.has(line.run.id)); }

  #unplot() {
    this.#plot?.destroy();
    this.#plot = null;
    this.card.box.hidden = true;
  }

  #describe(failed) {
    const words = notes(this, this.#drawn.map(line => line.series), this.#inliers);
    this.card.note.textContent = words.join(" · ");
    if (failed) {
      this.#offerAgain(`${failed.run.name}: ${failed.failure}`);
    }

    const latest = this.#lines.size === 1 ? `: latest value ${format.value(this.#drawn[0]?.series.latest)}` : ` of ${this.#drawn.length} runs`;
    this.card.label(`${latest}, ${words.join(", ")}`);
    this.read(this.#plot);
  }

  #fail(message) {
    this.#unplot();
    this.card.note.textContent = "";
    this.#offerAgain(message);
  }

  #offerAgain(message) {
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
    again.addEventListener("click", () => this.invalidate());
    this.card.note.append(` ${message} `, again);
  }

  #savePicture() {
    if (this.#plot) {
      save(picture(this.#plot, this.key, this.card.note.textContent, this.#drawn.map(line => line.run)), `${this.key.replaceAll(/[^\w.-]+/g, "-")}.png`);
    }
  }
}
