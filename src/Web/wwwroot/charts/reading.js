// What a chart says about the place under the cursor.
import * as format from "./format.js";
import { swatch } from "./theme.js";

/** The lines of the box beside the cursor: of each run what it has nearest to the cursor, largest first. */
export function readings(traces, runs, indices) {
  return runs
    .map((run, i) => ({ run, trace: traces[i], at: indices[i] }))
    .filter(({ trace, at }) => at >= 0 && at < trace.x.length)
    .map(({ run, trace, at }) => ({
      run,
      x: trace.x[at],
      line: trace.line[at],
      raw: trace.raw[at],
      spread: trace.min[at] !== trace.max[at] ? [trace.min[at], trace.max[at]] : null,
      nans: trace.nans[at],
      infinities: trace.infinities[at],
      step: trace.steps?.[at] ?? null,
    }))
    .sort((one, other) => (other.line ?? -Infinity) - (one.line ?? -Infinity));
}

/** The box's content for readings that were taken along an axis. */
export function show(box, found, { x, along, smoothing }) {
  const text = format.axis(x, along);
  box.replaceChildren(...found.map(one => {
    const row = document.createElement("div");
    row.className = "chart-reading";
    row.innerHTML = one.run.place === null ? "" : swatch(one.run);
    const words = [
      [format.exact(one.line), "chart-value"],
      [smoothing > 0 ? `measured ${format.exact(one.raw)}` : ""],
      [one.spread ? `lowest ${format.exact(one.spread[0])}, highest ${format.exact(one.spread[1])}` : ""],
      [one.nans > 0 ? `${format.count(one.nans)} NaN` : ""],
      [one.infinities > 0 ? `${format.count(one.infinities)} infinite` : ""],
      [text.exactly(one.x)],
      [one.step === null ? "" : `step ${format.count(one.step)}`],
      [one.run.place === null ? "" : one.run.name, "chart-run-name"],
    ];
    for (const [word, name] of words.filter(([word]) => word !== "")) {
      row.append(Object.assign(document.createElement("span"), { className: name ?? "", textContent: word }));
    }

    return row;
  }));
}

/** The short form, for the card's header. */
export function brief(one, { x, along, smoothing }) {
  const spread = one.spread && smoothing === 0 ? ` (${format.value(one.spread[0])} to ${format.value(one.spread[1])})` : "";
  const value = one.line === null ? (one.nans > 0 ? "NaN" : one.infinities > 0 ? "∞" : "–") : format.value(one.line);
  return { at: `${format.axis(x, along).one(one.x)} `, value: value + spread };
}
