import { test } from "node:test";
import assert from "node:assert/strict";
import { evenTicks, logTicks, widened } from "../charts/ticks.js";
import { random } from "./random.js";

const ascend = ticks => ticks.every((at, i) => i === 0 || at > ticks[i - 1]);

test("every logarithmic axis has labels, in order, on the axis, and no more than fit", () => {
  for (let round = 0; round < 3000; round++) {
    const min = 10 ** (random() * 24 - 12);
    const max = min * 10 ** (random() * (round % 2 ? 12 : 0.8) + 0.001);
    const most = 3 + Math.floor(random() * 10);
    const ticks = logTicks(min, max, most);
    assert.ok(ticks.length >= 2 || max / min < 1.05 || most < 5, `${min} to ${max} has ${ticks} of ${most}`);
    assert.ok(ticks.length <= most, `${min} to ${max} has ${ticks.length} of ${most}`);
    assert.ok(ascend(ticks));
    assert.ok(ticks.every(at => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9)), `${min} to ${max}: ${ticks}`);
  }
});

test("an axis over many decades has whole powers of ten, exactly", () => {
  assert.deepEqual(logTicks(1e-5, 1e-2), [1e-5, 1e-4, 1e-3, 1e-2]);
  assert.deepEqual(logTicks(0.5, 2e6), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
  assert.ok(logTicks(1e-12, 1e12, 8).every(at => Number.isInteger(Math.round(Math.log10(at)))));
});

test("an axis within a decade has labels too", () => {
  assert.deepEqual(logTicks(1, 10), [1, 2, 5, 10]);
  assert.ok(logTicks(0.31, 0.39).length >= 3);
});

test("even labels are round, and there are some of them", () => {
  assert.deepEqual(evenTicks(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
  for (let round = 0; round < 1000; round++) {
    const min = random() * 200 - 100;
    const max = min + 10 ** (random() * 8 - 4);
    const ticks = evenTicks(min, max, 5);
    assert.ok(ticks.length >= 1 && ticks.length <= 5 && ascend(ticks) && ticks.every(at => at >= min - 1e-6 && at <= max + 1e-6), `${min} to ${max}: ${ticks}`);
  }
});

test("a range gets air around it, a single value an axis, and a logarithmic one stays above zero", () => {
  const [low, high] = widened(2, 4, false);
  assert.ok(low < 2 && high > 4);
  assert.deepEqual(widened(0, 0, false), [-1, 1]);
  assert.ok(widened(5, 5, false)[0] < 5);
  assert.ok(widened(1e-9, 3, true)[0] > 0);
  assert.deepEqual(widened(10, 10, true), [1, 100]);
});
