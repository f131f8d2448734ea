import { test } from "node:test";
import assert from "node:assert/strict";
import { sieve, split } from "../charts/sections.js";

test("names are sifted by expressions, whatever their case", () => {
  const passes = sieve("^val/.*(loss|f1)$");
  assert.deepEqual(["val/loss", "VAL/F1", "train/loss", "val/loss2"].filter(passes), ["val/loss", "VAL/F1"]);
});

test("what is no expression is looked for as it is", () => assert.deepEqual(["loss[0", "loss"].filter(sieve("s[0")), ["loss[0"]));

test("nothing asked for is everything", () => assert.ok(sieve("  ")("anything")));

test("a section is what comes before the last slash", () => {
  assert.deepEqual(["loss", "val/loss", "a/b/c"].map(split), [["", "loss"], ["val", "loss"], ["a/b", "c"]]);
});
