import { test } from "node:test";
import assert from "node:assert/strict";
import { smooth, stepOf } from "../charts/smoothing.js";
import { close, random, range } from "./random.js";

test("evenly spaced points are smoothed as by TensorBoard, with its debiasing", () => {
  const ys = range(200).map(() => random() * 10);
  let last = 0;
  const expected = ys.map((y, i) => {
    last = last * 0.9 + 0.1 * y;
    return last / (1 - 0.9 ** (i + 1));
  });

  smooth(range(200), ys, 0.9, 1).forEach((y, i) => close(y, expected[i]));
});

test("the first point is itself, and a constant stays what it is", () => {
  assert.equal(smooth([3], [7], 0.95, 1)[0], 7);
  smooth(range(50), range(50).map(() => 4.25), 0.95, 1).forEach(y => close(y, 4.25));
});

test("no smoothed value lies outside what was measured", () => {
  for (let round = 0; round < 50; round++) {
    const xs = range(60).map(() => random() * 100).sort((a, b) => a - b);
    const ys = xs.map(() => random() * 20 - 10);
    smooth(xs, ys, random() * 0.99, 0.5 + random()).forEach(y => assert.ok(y >= Math.min(...ys) - 1e-9 && y <= Math.max(...ys) + 1e-9));
  }
});

test("across a wide gap what came before is all but forgotten", () => {
  const [, far] = smooth([0, 1000], [0, 10], 0.9, 1);
  const [, near] = smooth([0, 1], [0, 10], 0.9, 1);
  assert.ok(far > 9.999 && near < 6);
});

test("gaps stay gaps and don't count", () => {
  const smoothed = smooth([0, 1, 2, 3], [1, null, undefined, 1], 0.5, 1);
  assert.deepEqual(smoothed, [1, null, undefined, 1]);
});

test("points of one step are each a point", () => close(smooth([5, 5, 5], [0, 0, 9], 0.5, 1)[2], 9 / 1.75));

test("no weight leaves everything as it was measured", () => assert.deepEqual(smooth([1, 2, 9], [3, 1, 2], 0, 1), [3, 1, 2]));

test("points that are appended change nothing of what is smoothed already", () => {
  const ys = range(100).map(() => random());
  const step = stepOf(0, 99, 100);
  assert.equal(stepOf(0, 199, 200), step);
  assert.deepEqual(smooth(range(200), [...ys, ...range(100)], 0.9, step).slice(0, 100), smooth(range(100), ys, 0.9, step));
});

test("a million points are smoothed over thousandths of the axis, and one point over anything", () => {
  assert.equal(stepOf(0, 1e6, 1e6 + 1), 1000);
  assert.equal(stepOf(5, 5, 1), 1);
  assert.equal(stepOf(NaN, NaN, 0), 1);
});
