// Which values stand so far apart that they would flatten everything else.

/** How many times the middle half's height a value may lie beyond it: Tukey's outer fence. */
const reach = 3;

/**
 * The range of the values that are no outliers, or null when it is that of all. It ends at values, so a curve without outliers keeps its own range.
 * Where half of all values are the same there is no middle half to measure by, and the outermost twentieth on each side is left out.
 */
export function inliers(values) {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length < 8) {
    return null;
  }

  const at = share => sorted[Math.round(share * (sorted.length - 1))];
  const height = at(0.75) - at(0.25);
  const [low, high] = height > 0 ? [at(0.25) - reach * height, at(0.75) + reach * height] : [at(0.05), at(0.95)];
  const [min, max] = [sorted.find(value => value >= low), sorted.findLast(value => value <= high)];
  return min === sorted[0] && max === sorted.at(-1) ? null : [min, max];
}
