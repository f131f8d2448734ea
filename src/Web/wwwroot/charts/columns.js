// From the points of several runs to the columns that are drawn together.
import { smooth, stepOf } from "./smoothing.js";

/**
 * What one run draws: `x`, and of each point `line` (smoothed when asked for), `raw`, `min` and `max`, null for a gap. `cutX` and `cutY` count what a
 * logarithmic axis can't show. `series` is a Series whose positions are counted from `zero`.
 */
export function trace(series, zero, { logX, logY, smoothing }) {
  let { x, last, min, max, nans, infinities, steps } = series;
  x = zero === 0 ? x : x.map(at => at - zero);
  const kept = logX ? x.flatMap((at, i) => at > 0 ? [i] : []) : null;
  const cutX = kept ? x.length - kept.length : 0;
  if (cutX > 0) {
    [x, last, min, max, nans, infinities] = [x, last, min, max, nans, infinities].map(column => kept.map(i => column[i]));
    steps = steps && kept.map(i => steps[i]);
  }

  // Smoothed before zero and below are left out: a curve that dips under zero is no higher for being shown on a logarithmic axis.
  const line = smoothing > 0 ? smooth(x, last, smoothing, stepOf(series.first, series.end, series.all)) : last;
  const shown = logY ? column => column.map(positive) : column => column;
  return {
    x, nans, infinities, steps,
    line: shown(line), raw: shown(last), min: shown(min), max: shown(max),
    cutX, cutY: logY ? min.reduce((count, value) => count + (value !== null && value <= 0 ? 1 : 0), 0) : 0,
  };
}

/**
 * Puts traces on one axis: `[x, …]` with the columns that `of` names of each trace in turn. A position that a trace lacks is undefined there, which draws on
 * across it; null stays a gap. Positions that repeat in a trace stay apart.
 */
export function align(traces, of) {
  if (traces.length === 1) {
    return [traces[0].x, ...of.map(name => traces[0][name])];
  }

  const x = [];
  const columns = traces.flatMap(() => of.map(() => []));
  const next = traces.map(() => 0);
  for (;;) {
    let at = Infinity;
    traces.forEach((one, i) => at = next[i] < one.x.length && one.x[next[i]] < at ? one.x[next[i]] : at);
    if (at === Infinity) {
      return [x, ...columns];
    }

    traces.forEach((one, i) => {
      const has = one.x[next[i]] === at;
      of.forEach((name, j) => columns[i * of.length + j].push(has ? one[name][next[i]] : undefined));
      next[i] += has ? 1 : 0;
    });
    x.push(at);
  }
}

/** Where the nearest of ascending positions is; -1 when there are none. */
export function nearest(x, at) {
  let [low, high] = [0, x.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    [low, high] = x[middle] < at ? [middle, high] : [low, middle];
  }

  return high < 0 ? -1 : Math.abs(x[low] - at) <= Math.abs(x[high] - at) ? low : high;
}

const positive = value => value > 0 ? value : null;
