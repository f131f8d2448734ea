// The points of one run on one chart: x ascending, then last, min and max with null for a gap.

const version = 2;
const joinedVersion = 3;
const header = 8;

export class Series {
  x = [];
  last = [];
  min = [];
  max = [];
  /** Of each bucket, how many values are NaN and how many infinite. */
  nans = [];
  infinities = [];
  /** Points in the window, of which `shown` are drawn and `notFinite` can't be. */
  total = 0;
  shown = 0;
  notFinite = 0;
  /** Points in the whole series, and its ends along x. */
  all = 0;
  first = NaN;
  end = NaN;
  /** What x counts: "step", "time", or the metric whose values it has. */
  unit = "step";
  /** Where x is another metric: the step of each point, points without a partner, and whether x ever goes back. */
  steps = null;
  unmatched = 0;
  returns = false;

  get length() {
    return this.x.length;
  }

  /** The newest value that can be drawn, or null. */
  get latest() {
    const at = this.steps ? this.steps.indexOf(Math.max(...this.steps)) : this.last.findLastIndex(value => value !== null);
    return this.last[at] ?? null;
  }

  /** Reads an answer of the bucket endpoint, or of its sibling for another metric along x; README.md beside this file has their layouts. */
  static decode(buffer) {
    const numbers = new Float64Array(buffer);
    if (numbers[0] !== version && numbers[0] !== joinedVersion) {
      throw new Error(`The server sent chart layout ${numbers[0]}, and this page knows ${version} and ${joinedVersion}: load the page again.`);
    }

    const count = numbers[1];
    const part = index => Array.from(numbers.subarray(header + index * count, header + (index + 1) * count));
    const series = new Series();
    [, , series.total, series.shown, series.notFinite, series.all, series.first, series.end] = numbers;
    return numbers[0] === version ? series.#buckets(part) : series.#joined(part);
  }

  #buckets(part) {
    this.x = part(0);
    this.min = part(1).map(finite);
    this.max = part(2).map(finite);
    this.last = part(3).map(finite);
    this.nans = part(4);
    this.infinities = part(5);
    return this;
  }

  // Pairs come by step; a chart is drawn, and read, from left to right.
  #joined(part) {
    const [x, values, steps] = [part(0), part(1), part(2)];
    this.returns = x.some((at, i) => i > 0 && at < x[i - 1]);
    const order = x.map((_, i) => i).sort((one, other) => x[one] - x[other] || steps[one] - steps[other]);
    this.x = order.map(i => x[i]);
    this.last = this.min = this.max = order.map(i => values[i]);
    this.steps = order.map(i => steps[i]);
    this.nans = this.infinities = this.x.map(() => 0);
    [this.unmatched, this.all] = [this.all, this.total];
    return this;
  }

  /** Adds points that follow what is there. Answers whether all did: one that came out of order can only be placed by the server. */
  append(xs, values) {
    let inOrder = true;
    for (let i = 0; i < xs.length; i++) {
      if (this.length > 0 && xs[i] < this.x[this.length - 1]) {
        inOrder = false;
        continue;
      }

      const value = finite(values[i]);
      this.x.push(xs[i]);
      this.last.push(value);
      this.min.push(value);
      this.max.push(value);
      this.nans.push(Number.isNaN(values[i]) ? 1 : 0);
      this.infinities.push(value === null && !Number.isNaN(values[i]) ? 1 : 0);
      this.total++;
      if (value === null) {
        this.notFinite++;
      } else {
        this.shown++;
      }
    }

    return inOrder;
  }

  /** Notes that the run has points up to there, whether or not they are in the window. */
  reach(xs) {
    this.all += xs.length;
    for (const at of xs) {
      this.first = at < this.first || Number.isNaN(this.first) ? at : this.first;
      this.end = at > this.end || Number.isNaN(this.end) ? at : this.end;
    }
  }
}

/** The value, or null for one that can't be drawn. */
export const finite = value => Number.isFinite(value) ? value : null;
