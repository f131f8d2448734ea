// What stands under a chart: how much of its points is drawn, and what is left out, in words.
import * as format from "./format.js";

/** `chart` has the axes and `traces` as they are drawn; `series` are the points that these came from; `inliers` is the range that outliers are outside of. */
export function notes({ traces, window, along, dots }, series, inliers) {
  const sum = of => series.reduce((total, one) => total + of(one), 0);
  const [total, shown, notFinite] = [sum(one => one.total), sum(one => one.shown), sum(one => one.notFinite)];
  const words = [amount(total, along === null ? shown + notFinite >= total : shown >= total, shown, window)];
  const add = (count, text) => count > 0 && words.push(text);
  add(notFinite, `${format.count(notFinite)} NaN or infinite`);
  add(sum(one => one.unmatched), `${format.count(sum(one => one.unmatched))} ${sum(one => one.unmatched) === 1 ? "step has" : "steps have"} no ${along}`);
  add(dots ? 1 : 0, `${along} goes back and forth, so points are shown without a line`);
  add(traces.some(one => one.cutY > 0) ? 1 : 0, "zero and below left out on a log scale");
  add(traces.some(one => one.cutX > 0) ? 1 : 0, `${along ?? "positions"} at zero and below left out along the log scale`);
  if (inliers) {
    const beyond = traces.reduce((count, one) => count + one.max.filter((value, i) => value !== null && (value > inliers[1] || one.min[i] < inliers[0])).length, 0);
    add(beyond, `${format.count(beyond)} ${beyond === 1 ? "outlier" : "outliers"} beyond the axis`);
  }

  return words;
}

function amount(total, isAll, shown, window) {
  return total === 0 ? (window ? "No points in this window" : "No points yet")
    : isAll ? `${format.count(total)} ${total === 1 ? "point" : "points"}`
    : `showing ${format.count(shown)} of ${format.count(total)} points`;
}
