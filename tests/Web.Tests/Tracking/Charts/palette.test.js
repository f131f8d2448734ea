import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../theme.css", import.meta.url), "utf8");
const [light, dark] = css.split(':root[data-theme="dark"]');
const named = (part, name) => part.match(new RegExp(`--${name}: (#[0-9a-f]{6})`))[1];
const palette = part => [1, 2, 3, 4, 5].map(i => named(part, `run-${i}`));

const linear = colour => [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const times = (matrix, vector) => matrix.map(row => row.reduce((sum, factor, i) => sum + factor * vector[i], 0));

// How eyes that lack one kind of cone see: Machado, Oliveira and Fernandes 2009, severity 1.
const eyes = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

// Björn Ottosson's Oklab, in which distances are about as large as they look.
function oklab(rgb) {
  const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb).map(Math.cbrt);
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], cones);
}

const luminance = colour => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0];
const contrast = (one, other) => (Math.max(luminance(one), luminance(other)) + 0.05) / (Math.min(luminance(one), luminance(other)) + 0.05);

for (const [theme, part] of [["light", light], ["dark", dark]]) {
  test(`in the ${theme} theme five runs are told apart by every eye`, () => {
    for (const [eye, matrix] of Object.entries(eyes)) {
      const seen = palette(part).map(colour => oklab(times(matrix, linear(colour)).map(c => Math.min(1, Math.max(0, c)))));
      for (let i = 0; i < seen.length; i++) {
        for (let j = i + 1; j < seen.length; j++) {
          assert.ok(Math.hypot(...seen[i].map((c, k) => c - seen[j][k])) > 0.11, `${eye}: ${palette(part)[i]} and ${palette(part)[j]}`);
        }
      }
    }
  });

  test(`in the ${theme} theme every line stands out from its card`, () => {
    palette(part).forEach(colour => assert.ok(contrast(colour, named(part, "deck")) >= 3, colour));
  });
}
