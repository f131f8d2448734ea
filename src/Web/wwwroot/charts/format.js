const grouped = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 2 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const minutes = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const thousandths = new Intl.DateTimeFormat(undefined, { minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

export const count = value => grouped.format(value);

/** Four significant digits; powers of ten only where zeros would hide the digits. */
export function value(number) {
  if (number === null || number === undefined) {
    return "–";
  }

  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return number.toExponential(3).replace(/\.?0+e/, "e");
  }

  return Number.isInteger(number) ? grouped.format(number) : size >= 1000 ? plain.format(number) : String(Number(number.toPrecision(4)));
}

/** Every digit that the number has. */
export const exact = number => number === null || number === undefined ? "–" : String(number);

export function tick(number) {
  const size = Math.abs(number);
  if (size !== 0 && size < 1e-3) {
    return number.toExponential(1).replace(".0e", "e");
  }

  return size >= 10000 ? compact.format(number) : String(Number(number.toPrecision(6)));
}

export function duration(milliseconds) {
  const sign = milliseconds < 0 ? "−" : "";
  const total = Math.abs(milliseconds) / 1000;
  const two = number => String(Math.floor(number)).padStart(2, "0");
  return sign + (total < 60 ? `${Number(total.toFixed(total < 10 ? 2 : 1))}s`
    : total < 3600 ? `${Math.floor(total / 60)}m${total % 60 >= 1 ? ` ${two(total % 60)}s` : ""}`
    : `${Math.floor(total / 3600)}h${total % 3600 >= 60 ? ` ${two(total % 3600 / 60)}m` : ""}`);
}

/** How x reads: in a readout, with all its digits, and as labels along the axis that are `increment` apart. Relative x has its zero taken off already. */
export function axis(x, along = "") {
  switch (x) {
    case "time":
      return {
        one: at => moment.format(at),
        exactly: at => `${moment.format(at)} (${new Date(at).toISOString()})`,
        many: (splits, increment) => splits.map((at, i) =>
          increment >= 86400e3 || i === 0 && splits.length > 1 && dayOf(splits[0]) !== dayOf(splits.at(-1)) ? day.format(at)
            : (increment >= 60e3 ? minutes : increment >= 1e3 ? seconds : thousandths).format(at)),
      };
    case "relative":
      return { one: duration, exactly: at => `${duration(at)} (${count(at)} ms)`, many: splits => splits.map(duration) };
    case "metric":
      return { one: at => `${along} ${value(at)}`, exactly: at => `${along} ${exact(at)}`, many: splits => splits.map(tick) };
    default:
      return { one: at => `step ${Number.isInteger(at) ? count(at) : at}`, exactly: at => `step ${exact(at)}`, many: splits => splits.map(tick) };
  }
}

const dayOf = at => new Date(at).toDateString();
