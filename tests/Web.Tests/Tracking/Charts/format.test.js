import { test } from "node:test";
import assert from "node:assert/strict";
import { axis, duration, exact, tick, value } from "../charts/format.js";
import { random } from "./random.js";

test("the exact form gives the same number back", () => {
  for (let round = 0; round < 1000; round++) {
    const number = (random() - 0.5) * 10 ** (random() * 40 - 20);
    assert.equal(Number(exact(number)), number);
  }

  assert.equal(exact(null), "–");
});

test("the short form is within a thousandth", () => {
  for (let round = 0; round < 1000; round++) {
    const number = random() * 10 ** (random() * 8 - 4);
    assert.ok(Math.abs(Number(value(number).replaceAll(",", "")) - number) <= number * 1e-3, `${number} reads ${value(number)}`);
  }
});

test("small numbers on an axis are told apart", () => assert.notEqual(tick(1e-5), tick(2e-5)));

test("durations read as people say them", () => {
  assert.deepEqual([1500, 61e3, 3600e3, -90e3].map(duration), ["1.5s", "1m 01s", "1h", "−1m 30s"]);
});

test("a place is told with all that is known of it", () => {
  assert.equal(axis("step").exactly(1234567), "step 1234567");
  assert.match(axis("time").exactly(0), /1970-01-01T00:00:00\.000Z/);
  assert.equal(axis("metric", "epoch").exactly(0.1), "epoch 0.1");
});
