// Where labels stand along an axis, and how far the axis goes.

const near = (one, other) => Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));

/**
 * Labels along a logarithmic axis from `min` to `max`, both above zero: powers of ten, with their doubles and fives, or evenly spaced round numbers,
 * whichever is the first to give at least three of them. Ascending, within the axis, at most `most`.
 */
export function logTicks(min, max, most = 8) {
  const [low, high] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  const powers = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => power(low + i));
  if (powers.length >= 3) {
    const every = Math.ceil(powers.length / most);
    return powers.filter((_, i) => (low + i) % every === 0);
  }

  const between = Array.from({ length: Math.max(0, high - low + 3) }, (_, i) => [1, 2, 5].map(digit => digit * power(low - 1 + i))).flat()
    .filter(at => within(at, min, max));
  return between.length >= 3 && between.length <= most ? between : evenTicks(min, max, Math.min(most, 5));
}

/** Round numbers between two, at most `most`. */
export function evenTicks(min, max, most) {
  const range = max - min;
  if (!(range > 0)) {
    return [min];
  }

  const rough = range / most;
  const size = power(Math.floor(Math.log10(rough)));
  const step = [1, 2, 2.5, 5, 10, 20].map(digit => digit * size).find(one => Math.floor(max / one) - Math.ceil(min / one) + 1 <= most);
  const first = Math.ceil(min / step - 1e-9);
  return Array.from({ length: Math.floor(max / step + 1e-9) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A range with a little air around it, so that a line doesn't lie on the frame; one value alone gets an axis around it. */
export function widened(min, max, logarithmic) {
  if (logarithmic) {
    const air = min === max ? 1 : Math.log10(max / min) * 0.05;
    return [min / 10 ** air, max * 10 ** air];
  }

  const air = min === max ? Math.abs(min) * 0.1 || 1 : (max - min) * 0.06;
  return [min - air, max + air];
}

// 10 ** -5 is 0.000009999999999999999; the literal is what people expect to read.
const power = exponent => Number(`1e${exponent}`);
const within = (at, min, max) => at > min && at < max || near(at, min) || near(at, max);
