import { test } from "node:test";
import assert from "node:assert/strict";
import { Series } from "../charts/series.js";

const answer = (...numbers) => Float64Array.from(numbers).buffer;

test("buckets are read, with gaps and what is no number", () => {
  const series = Series.decode(answer(2, 2, 9, 4, 1, 9, 0, 8, /* x */ 3, 8, /* min */ NaN, 1, /* max */ NaN, 5, /* last */ NaN, 2, /* NaN */ 1, 0, /* infinite */ 0, 0));
  assert.deepEqual([series.x, series.min, series.max, series.last], [[3, 8], [null, 1], [null, 5], [null, 2]]);
  assert.deepEqual([series.total, series.shown, series.notFinite, series.all, series.first, series.end], [9, 4, 1, 9, 0, 8]);
  assert.deepEqual([series.nans, series.latest], [[1, 0], 2]);
});

test("a metric against another is read by step and kept from left to right", () => {
  const series = Series.decode(answer(3, 3, 3, 3, 0, 2, 1, 5, /* x */ 5, 1, 3, /* values */ 50, 10, 30, /* steps */ 0, 1, 2));
  assert.deepEqual([series.x, series.last, series.steps], [[1, 3, 5], [10, 30, 50], [1, 2, 0]]);
  assert.equal(series.returns, true);
  assert.equal(series.unmatched, 2);
  assert.equal(series.latest, 30);
});

test("a metric that only rises along the axis is a line", () => assert.equal(Series.decode(answer(3, 2, 2, 2, 0, 0, 1, 2, 1, 2, 7, 8, 0, 1)).returns, false));

test("a layout of another version is refused with a sentence", () => assert.throws(() => Series.decode(answer(1, 0, 0, 0, 0, 0, NaN, NaN)), /load the page again/));

test("a point behind the last one is the server's to place", () => {
  const series = new Series();
  assert.equal(series.append([1, 2], [1, 2]), true);
  assert.equal(series.append([1.5], [9]), false);
  assert.deepEqual(series.x, [1, 2]);
});

test("the ends of a series grow with what is logged, wherever its window is", () => {
  const series = new Series();
  series.reach([5, 2]);
  series.reach([9]);
  assert.deepEqual([series.first, series.end, series.all], [2, 9, 3]);
});
