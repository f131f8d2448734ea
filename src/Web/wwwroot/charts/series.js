// The points of one chart, as uPlot wants them: x ascending, then last, min and max with null for a gap.

const version = 1;
const header = 8;

export class Series {
  x = [];
  last = [];
  min = [];
  max = [];
  /** Points in the window, of which `shown` are drawn and `notFinite` can't be. */
  total = 0;
  shown = 0;
  notFinite = 0;
  /** What x counts: "step" or "time". */
  unit = "step";

  get length() {
    return this.x.length;
  }

  /** The newest value that can be drawn, or null. */
  get latest() {
    return this.last.findLast(value => value !== null) ?? null;
  }

  /** Reads an answer of the bucket endpoint; README.md beside this file has its layout. */
  static decode(buffer) {
    const numbers = new Float64Array(buffer);
    if (numbers[0] !== version) {
      throw new Error(`The server sent chart layout ${numbers[0]}, and this page knows ${version}: load the page again.`);
    }

    const count = numbers[1];
    const part = index => Array.from(numbers.subarray(header + index * count, header + (index + 1) * count));
    const series = new Series();
    series.x = part(0);
    series.min = part(1).map(finite);
    series.max = part(2).map(finite);
    series.last = part(3).map(finite);
    [, , series.total, series.shown, series.notFinite] = numbers;
    return series;
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
      this.total++;
      if (value === null) {
        this.notFinite++;
      } else {
        this.shown++;
      }
    }

    return inOrder;
  }

  /** The columns for a linear or a logarithmic axis, and whether the latter leaves something out. */
  columns(logarithmic) {
    const columns = [this.last, this.min, this.max];
    return logarithmic
      ? { data: [this.x, ...columns.map(column => column.map(positive))], cut: this.min.some(value => value !== null && value <= 0) }
      : { data: [this.x, ...columns], cut: false };
  }
}

/** The value, or null for one that can't be drawn. */
export const finite = value => Number.isFinite(value) ? value : null;
const positive = value => value > 0 ? value : null;
