import { test } from "node:test";
import assert from "node:assert/strict";
import { align, nearest, trace } from "../charts/columns.js";
import { Series } from "../charts/series.js";
import { random, range } from "./random.js";

const plain = { logX: false, logY: false, smoothing: 0 };

function series(xs, values) {
  const made = new Series();
  made.append(xs, values);
  made.reach(xs);
  return made;
}

test("a logarithmic axis leaves out zero and below, and counts them", () => {
  const shown = trace(series([0, 1, 2, 3], [1, 0, -2, 5]), 0, { ...plain, logY: true });
  assert.deepEqual(shown.line, [1, null, null, 5]);
  assert.equal(shown.cutY, 2);
  assert.equal(shown.cutX, 0);
});

test("a logarithmic horizontal axis begins above zero, and says how many points do not", () => {
  const shown = trace(series([-1, 0, 1, 2], [1, 2, 3, 4]), 0, { ...plain, logX: true });
  assert.deepEqual([shown.x, shown.line, shown.cutX], [[1, 2], [3, 4], 2]);
});

test("elapsed time is counted from the start of the run", () => assert.deepEqual(trace(series([1000, 1500], [1, 2]), 1000, plain).x, [0, 500]));

test("smoothing leaves the measured values beside the line", () => {
  const shown = trace(series([0, 1, 2], [0, 10, 0]), 0, { ...plain, smoothing: 0.5 });
  assert.deepEqual(shown.raw, [0, 10, 0]);
  assert.ok(shown.line[1] > 5 && shown.line[1] < 10);
});

test("NaN and infinities are told apart and are gaps in the line", () => {
  const shown = trace(series([0, 1, 2], [NaN, Infinity, 1]), 0, plain);
  assert.deepEqual([shown.line, shown.nans, shown.infinities], [[null, null, 1], [1, 0, 0], [0, 1, 0]]);
});

test("put on one axis no point is lost or made, and a gap stays one", () => {
  for (let round = 0; round < 200; round++) {
    const traces = range(1 + Math.floor(random() * 4)).map(() => {
      const x = range(Math.floor(random() * 12)).map(() => Math.floor(random() * 10)).sort((a, b) => a - b);
      return { x, line: x.map(() => random() < 0.2 ? null : random()) };
    });
    const [x, ...columns] = align(traces, ["line"]);
    assert.ok(x.every((at, i) => i === 0 || at >= x[i - 1]));
    traces.forEach((one, i) => {
      const own = range(x.length).filter(j => columns[i][j] !== undefined);
      assert.deepEqual(own.map(j => x[j]), one.x);
      assert.deepEqual(own.map(j => columns[i][j]), one.line);
    });
    assert.ok(columns.every(column => column.length === x.length));
  }
});

test("nothing at all is an empty axis", () => assert.deepEqual(align([], ["line"]), [[]]));

test("the nearest position is the nearest", () => {
  for (let round = 0; round < 500; round++) {
    const x = range(1 + Math.floor(random() * 30)).map(() => random() * 100).sort((a, b) => a - b);
    const at = random() * 120 - 10;
    const found = x[nearest(x, at)];
    assert.equal(Math.abs(found - at), Math.min(...x.map(one => Math.abs(one - at))));
  }

  assert.equal(nearest([], 3), -1);
});
