// One run on one chart: its points, fetched when they are seen, and appended while they are logged.
import { finite, Series } from "./series.js";

const fetchPause = 1000;

export class Line {
  series = null;
  failure = null;
  stale = true;
  /** How finely what is there was asked for. */
  buckets = 0;
  #chart;
  #request = null;
  #waiting = [];
  #timer = 0;
  #fetchedAt = -Infinity;

  /** `chart` says what to ask for (`unit`, `window`, `buckets`, `near`) and is told of what came (`changed(line)`). */
  constructor(chart, run) {
    this.#chart = chart;
    this.run = run;
  }

  get busy() {
    return this.#request !== null;
  }

  /** Steps on a time axis would be nonsense for a moment, until the answer is there. */
  get current() {
    return this.series?.unit === this.#chart.unit;
  }

  /** What the axis counts from: the start of the run, where it counts elapsed time. */
  get zero() {
    return this.#chart.relative ? this.run.startTime ?? 0 : 0;
  }

  /** What is shown may lack something or answers an old question: fetch it now, or once it is near the screen. */
  invalidate() {
    this.stale = true;
    this.#request?.abort();
    this.#request = null;
    if (this.#chart.near) {
      this.fetch();
    }
  }

  /** The same, at most once a second. */
  invalidateSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.invalidate(), Math.max(0, this.#fetchedAt + fetchPause - performance.now()));
  }

  /** Takes points that were just logged: `xs` in the chart's unit. */
  append(xs, values) {
    if (this.#request) {
      this.#waiting.push([xs, values]);
    } else if (this.series && !this.stale) {
      this.#take(xs, values);
    }
  }

  dispose() {
    this.#request?.abort();
    clearTimeout(this.#timer);
  }

  async fetch() {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    const unit = this.#chart.unit;
    const drawnTo = this.series?.x.at(-1) ?? -Infinity;
    this.#waiting = [];
    this.#fetchedAt = performance.now();
    this.buckets = this.#chart.buckets;
    this.#chart.changed();
    try {
      const answer = await fetch(this.#address(), { signal: request.signal });
      if (!answer.ok) {
        const problem = await answer.json().catch(() => null);
        throw new Error(problem?.detail ?? problem?.title ?? `The server answered ${answer.status}.`);
      }

      const series = Series.decode(await answer.arrayBuffer());
      this.#request = null;
      series.unit = unit;
      [this.series, this.stale, this.failure] = [series, false, null];
      // A run that doesn't say when it started began with its first point.
      if (unit === "time" && !Number.isNaN(series.first)) {
        this.run.startTime ??= series.first;
      }

      this.#takeWaiting(series, drawnTo);
    } catch (failure) {
      if (this.#request !== request) {
        return;
      }

      this.#request = null;
      this.failure = failure.message;
    }

    this.#chart.changed();
  }

  // What came in order while the answer was on its way is in it; what came behind, or beside its last point, may not be.
  #takeWaiting(series, drawnTo) {
    const fetchedTo = series.x.at(-1) ?? -Infinity;
    for (const [xs, values] of this.#waiting.splice(0)) {
      const fresh = xs.map((_, i) => i).filter(i => xs[i] > fetchedTo);
      if (fresh.length > 0) {
        this.#take(fresh.map(i => xs[i]), fresh.map(i => values[i]));
      }

      if (xs.some((at, i) => at < drawnTo || at === fetchedTo && !Object.is(series.last.at(-1), finite(values[i])))) {
        this.invalidateSoon();
      }
    }
  }

  #take(xs, values) {
    const [from, to] = this.#chart.window?.map(edge => edge + this.zero) ?? [-Infinity, Infinity];
    const inside = xs.map((_, i) => i).filter(i => xs[i] >= from && xs[i] <= to);
    this.series.reach(xs);
    const inOrder = this.series.append(inside.map(i => xs[i]), inside.map(i => values[i]));
    if (!inOrder || this.series.length > 2 * this.#chart.buckets) {
      this.invalidateSoon();
    }

    this.#chart.changed();
  }

  #address() {
    const { unit, along, window, buckets, key } = this.#chart;
    const query = new URLSearchParams({ key, buckets, ...(along === null ? { x: unit } : { along }) });
    if (window) {
      query.set("from", window[0] + this.zero);
      query.set("to", window[1] + this.zero);
    }

    return `${this.run.chartUrl}${along === null ? "" : "/joined"}?${query}`;
  }
}
