import { test } from "node:test";
import assert from "node:assert/strict";
import { inliers } from "../charts/outliers.js";
import { random, range } from "./random.js";

test("one value far out is outside, and the others' own range is what remains", () => {
  const curve = range(100).map(i => 1 + i / 100);
  assert.deepEqual(inliers([...curve, 500]), [1, 1.99]);
  assert.deepEqual(inliers([-500, ...curve]), [1, 1.99]);
});

test("values without outliers keep their range", () => {
  assert.equal(inliers(range(100).map(() => random())), null);
  assert.equal(inliers(range(100)), null);
});

test("a curve that stands still but for a spike shows its plateau", () => assert.deepEqual(inliers([...range(200).map(() => 3), 90]), [3, 3]));

test("equal values, few values and no values have no outliers", () => {
  assert.equal(inliers(range(50).map(() => 2)), null);
  assert.equal(inliers([1, 2, 900]), null);
  assert.equal(inliers([]), null);
});

test("what is shown is always a range of measured values", () => {
  for (let round = 0; round < 500; round++) {
    const values = range(8 + Math.floor(random() * 60)).map(() => (random() < 0.1 ? 1e6 : 1) * (random() - 0.5));
    const shown = inliers(values);
    assert.ok(shown === null || shown[0] <= shown[1] && shown.every(edge => values.includes(edge)));
  }
});
