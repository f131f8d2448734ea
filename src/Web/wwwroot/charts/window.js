// A chart's window along its axis: [from, to], both included; null is everything.

/** Closer to, or farther from, the position that stays where it is. Null once it would be as wide as everything. */
export function zoomed([from, to], factor, at, [first, end], logarithmic) {
  const next = logarithmic && from > 0
    ? [at * (from / at) ** factor, at * (to / at) ** factor]
    : [at + (from - at) * factor, at + (to - at) * factor];
  return next[0] <= first && next[1] >= end ? null : next;
}

/** Moved by a share of its width, and no farther than there is something to see. */
export function panned([from, to], share, [first, end], logarithmic) {
  if (logarithmic && from > 0) {
    const [low, high] = panned([Math.log(from), Math.log(to)], share, [Math.log(first > 0 ? first : from), Math.log(end)], false);
    return [Math.exp(low), Math.exp(high)];
  }

  const by = Math.min(Math.max(share * (to - from), Math.min(0, first - from)), Math.max(0, end - to));
  return [from + by, to + by];
}

/** Steps and milliseconds are whole numbers, to the server too; a window of no width would show one point at most. */
export function whole([from, to]) {
  return [Math.floor(from), Math.max(Math.ceil(to), Math.floor(from) + 1)];
}
