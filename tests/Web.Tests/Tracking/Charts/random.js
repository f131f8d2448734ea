// The same numbers at every run, so that what fails fails again.
import assert from "node:assert/strict";

let state = 42;
export const random = () => {
  state = (state * 1664525 + 1013904223) % 4294967296;
  return state / 4294967296;
};

export const range = count => Array.from({ length: count }, (_, i) => i);

export const close = (one, other) => assert.ok(Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other)), `${one} is not ${other}`);
