// An exponential moving average that knows how far apart its points are.

/** However many points there are, the weight is that of a step of a thousandth of the axis: otherwise it would do nothing to a million points. */
const mostSteps = 1000;

/** The distance between two points across which one weight is applied: their average distance, or a thousandth of the axis where they are denser. */
export function stepOf(first, end, points) {
  const range = end - first;
  return range > 0 && points > 1 ? range / Math.min(points - 1, mostSteps) : 1;
}

/**
 * Smooths `ys` at ascending `xs`; null stays null and doesn't count. Each earlier point's weight shrinks by `weight` (0 up to, not including, 1) per
 * `step` of distance. The sum is divided by the sum of the weights, so that the first points aren't drawn towards zero; for points that are `step`
 * apart this is TensorBoard's debiased average.
 */
export function smooth(xs, ys, weight, step) {
  let [sum, weights, before] = [0, 0, null];
  return ys.map((y, i) => {
    if (y === null || y === undefined) {
      return y;
    }

    // A repeated x is a point of its own, one step on: with no distance between them all would weigh the same.
    const distance = before === null ? 0 : xs[i] === before ? 1 : Math.abs(xs[i] - before) / step;
    const decay = weight ** distance;
    before = xs[i];
    sum = sum * decay + y;
    weights = weights * decay + 1;
    return sum / weights;
  });
}
