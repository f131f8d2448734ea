// Draws traces with uPlot: their lines, bands, marks, and the axes around them.
import uPlot from "../lib/uplot/uPlot.esm.js";
import * as format from "./format.js";
import { colourOf, colours, dashOf } from "./theme.js";
import { evenTicks, logTicks } from "./ticks.js";

const timeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3,
  3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3, 172800e3, 604800e3, 2592000e3];

/** The columns that each run draws, in this order; with smoothing the measured line stays visible, faintly. */
export const columnsOf = smoothing => smoothing > 0 ? ["line", "raw", "min", "max"] : ["line", "min", "max"];

/**
 * A plot of the runs in `target`. `chart` has the axis (`x`, `along`, `logX`, `logY`, `smoothing`, `dots`), the `size`, the ranges (`rangeX()`, `rangeY(min, max)`), the
 * emphasis (`strength(run)`, 0 to 1), the marks (`traces`), a place to flag (`flagged`, null for none), and is told of the cursor (`read(plot)`), selections (`select(from, to)`), `pan(event)` and `reset()`.
 */
export function draw(chart, runs, columns, target) {
  const { x, along, logX, logY, smoothing } = chart;
  const names = columnsOf(smoothing);
  const text = format.axis(x, along);
  const line = { font: colours.font, stroke: () => colours.axis, ticks: { show: false } };
  return new uPlot({
    ...chart.size,
    ms: 1,
    padding: [8, x === "time" ? 24 : 14, 0, 0],
    legend: { show: false },
    focus: { alpha: 1 },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      sync: { key: chart.cursorKey, setSeries: false, filters: { pub: type => type === "mousemove" || type === "mouseleave" } },
      points: { show: (_, i) => i > 0 && (i - 1) % names.length === 0 ? cursorPoint(runs[(i - 1) / names.length]) : undefined },
      bind: {
        dblclick: () => () => chart.reset(),
        mousedown: (_, over, handle) => event => {
          if (event.button === 0 && event.target === over) {
            (event.shiftKey ? chart.pan : handle)(event);
          }
        },
      },
    },
    scales: {
      x: { time: x === "time", ...(logX && { distr: 3 }), range: () => chart.rangeX() },
      y: { ...(logY && { distr: 3 }), range: (_, min, max) => chart.rangeY(min, max) },
    },
    series: [{}, ...runs.flatMap(run => names.map(name => strokeOf(name, run, chart)))],
    bands: chart.dots ? [] : runs.map((run, i) => ({
      series: [(i + 1) * names.length, (i + 1) * names.length - 1],
      fill: () => alpha(colourOf(run), (runs.length > 1 ? 0.16 : 0.3) * chart.strength(run)),
    })),
    axes: [
      {
        ...line, size: 26, gap: 6, space: x === "time" ? 74 : 56, grid: { show: false },
        ...(logX && logSplits(64)),
        values: (_, splits, __, ___, increment) => text.many(splits, increment),
        ...(x === "relative" && !logX && { incs: timeSteps }),
      },
      {
        ...line, size: sizeOfLabels, gap: 6, space: 34, grid: { stroke: () => colours.grid, width: 1 },
        ...(logY && logSplits(34)),
        values: (_, splits) => splits.map(format.tick),
      },
    ],
    hooks: {
      draw: [plot => mark(plot, chart.traces, runs), plot => flag(plot, chart.flagged)],
      setSelect: [plot => {
        const { left, width } = plot.select;
        if (width >= 4) {
          const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          chart.select(from, to);
        }
      }],
      setCursor: [plot => chart.read(plot)],
    },
  }, columns, target);
}

/** The colour with an opacity from 0 to 1. */
export const alpha = (colour, opacity) => colour + Math.round(opacity * 255).toString(16).padStart(2, "0");

function strokeOf(name, run, chart) {
  switch (name) {
    case "line":
      return {
        stroke: () => alpha(colourOf(run), chart.strength(run)), width: 1.5, dash: chart.dots ? undefined : dashOf(run),
        points: { size: chart.dots ? 5 : 4, fill: () => alpha(colourOf(run), chart.strength(run)), ...(chart.dots && { show: true }) },
        ...(chart.dots && { paths: () => null }),
      };
    case "raw":
      return { stroke: () => alpha(colourOf(run), 0.28 * chart.strength(run)), width: 1, points: { show: false } };
    default:
      return { width: 0, points: { show: false } };
  }
}

const logSplits = space => ({
  splits: (plot, axis, min, max) => min > 0 && max > min ? logTicks(min, max, Math.max(2, Math.floor((axis === 0 ? plot.bbox.width : plot.bbox.height) / devicePixelRatio / space))) : evenTicks(min, max, 4),
  filter: (_, splits) => splits,
});

// What is no number has no height: it is marked at the edge, NaN below and infinities above.
function mark(plot, traces, runs) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.font = `${Math.round(10 * devicePixelRatio)}px ${colours.font.slice(colours.font.indexOf(" ") + 1)}`;
  ctx.textAlign = "center";
  traces.forEach((trace, i) => {
    ctx.fillStyle = colourOf(runs[i]);
    for (const [counts, sign, y] of [[trace.nans, "×", top + height - 3 * devicePixelRatio], [trace.infinities, "∞", top + 9 * devicePixelRatio]]) {
      let free = -Infinity;
      counts.forEach((count, j) => {
        const x = count > 0 ? plot.valToPos(trace.x[j], "x", true) : NaN;
        if (x >= free) {
          ctx.fillText(sign, x, y);
          free = x + 6 * devicePixelRatio;
        }
      });
    }
  });
  ctx.restore();
}

// A place that somebody pointed at: a line through it, with its step above.
function flag(plot, x) {
  const at = x === null ? NaN : plot.valToPos(x, "x", true);
  const { left, top, width, height } = plot.bbox;
  if (!(at >= left && at <= left + width)) {
    return;
  }

  const { ctx } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colours.flag;
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([4 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(at, top);
  ctx.lineTo(at, top + height);
  ctx.stroke();
  ctx.font = `600 ${Math.round(11 * scale)}px ${colours.font.slice(colours.font.indexOf(" ") + 1)}`;
  const isRight = at > left + width / 2;
  ctx.textAlign = isRight ? "right" : "left";
  ctx.fillText(`step ${format.count(x)}`, at + (isRight ? -5 : 5) * scale, top + 11 * scale);
  ctx.restore();
}

function cursorPoint(run) {
  const point = Object.assign(document.createElement("div"), { className: "chart-cursor" });
  point.style.background = colourOf(run);
  return point;
}

function sizeOfLabels(plot, labels) {
  const longest = (labels ?? []).reduce((length, label) => Math.max(length, label.length), 3);
  return Math.ceil(longest * 6.4) + 12;
}
