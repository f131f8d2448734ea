import { test } from "node:test";
import assert from "node:assert/strict";
import { panned, whole, zoomed } from "../charts/window.js";
import { close, random } from "./random.js";

test("closer in, the position that was pointed at stays where it is", () => {
  for (let round = 0; round < 200; round++) {
    const [from, to] = [random() * 100, 100 + random() * 100];
    const at = from + random() * (to - from);
    const [left, right] = zoomed([from, to], 0.5, at, [-1e9, 1e9], false);
    close((at - left) / (right - left), (at - from) / (to - from));
    close(right - left, (to - from) / 2);
  }
});

test("on a logarithmic axis distances are ratios", () => {
  const [left, right] = zoomed([1, 100], 0.5, 10, [1e-9, 1e9], true);
  close(left, Math.sqrt(10));
  close(right, 10 * Math.sqrt(10));
});

test("as wide as everything is everything", () => assert.equal(zoomed([10, 90], 2, 50, [0, 100], false), null));

test("a window keeps its width and goes no farther than there is something to see", () => {
  assert.deepEqual(panned([10, 20], 0.5, [0, 100], false), [15, 25]);
  assert.deepEqual(panned([10, 20], -9, [0, 100], false), [0, 10]);
  assert.deepEqual(panned([80, 90], 9, [0, 100], false), [90, 100]);
});

test("moved along a logarithmic axis it keeps its ratio", () => {
  const [from, to] = panned([10, 100], 0.5, [1, 1e6], true);
  close(to / from, 10);
  close(from, 10 * Math.sqrt(10));
});

test("steps are whole, and a window has a width", () => {
  assert.deepEqual(whole([1.2, 7.1]), [1, 8]);
  assert.deepEqual(whole([3, 3]), [3, 4]);
});
