// Parallel coordinates and scatter, drawn by ECharts, which is fetched when they are first looked at.
import { init } from "../lib/echarts/echarts.esm.min.js";

const hues = 5;
const drawn = new Map();

// A word's axis has its words in the order of their letters; null is no place on it.
export function drawParallel(element, { runs, axes }) {
  draw(element, theme => ({
    parallel: { left: 60, right: 90, top: 46, bottom: 30, parallelAxisDefault: { nameLocation: "end", nameTextStyle: { color: theme.quiet, fontSize: 11 } } },
    parallelAxis: axes.map((axis, dim) => ({
      dim,
      name: shorten(axis.name),
      ...(axis.numbers ? { type: "value", scale: true } : { type: "category", data: [...new Set(axis.words.filter(word => word !== null))].sort() }),
      axisLine: { lineStyle: { color: theme.axis } },
      axisLabel: { color: theme.quiet, fontSize: 11 },
    })),
    series: runs.map((name, place) => ({
      type: "parallel",
      name,
      lineStyle: lineOf(theme, place),
      data: [axes.map(axis => (axis.numbers ?? axis.words)[place] ?? NaN)],
    })),
    tooltip: { formatter: ({ seriesName }) => escape(seriesName) },
  }));
}

export function drawScatter(element, { runs, x, y }) {
  draw(element, theme => {
    const axis = name => ({
      name, type: "value", scale: true, nameLocation: "middle", nameGap: 30, nameTextStyle: { color: theme.quiet },
      axisLine: { lineStyle: { color: theme.axis } }, axisLabel: { color: theme.quiet }, splitLine: { lineStyle: { color: theme.grid } },
    });
    return {
      grid: { left: 66, right: 24, top: 20, bottom: 48 },
      xAxis: axis(x.name),
      yAxis: { ...axis(y.name), nameGap: 48 },
      series: runs.map((name, place) => ({
        type: "scatter",
        name,
        symbolSize: 13,
        symbol: place < hues ? "circle" : "diamond",
        itemStyle: { color: theme.runs[place % hues] },
        data: x.numbers[place] === null || y.numbers[place] === null ? [] : [[x.numbers[place], y.numbers[place]]],
      })),
      tooltip: { formatter: ({ seriesName, value }) => `${escape(seriesName)}<br>${escape(x.name)}: ${value[0]}<br>${escape(y.name)}: ${value[1]}` },
    };
  });
}

export function dispose(element) {
  const plot = drawn.get(element);
  if (plot) {
    plot.sizes.disconnect();
    plot.themes.disconnect();
    plot.chart.dispose();
    drawn.delete(element);
  }
}

function draw(element, options) {
  if (!element) {
    return;
  }

  let plot = drawn.get(element);
  if (!plot) {
    const chart = init(element, null, { renderer: "svg" });
    plot = { chart, sizes: new ResizeObserver(() => chart.resize()), themes: new MutationObserver(() => show(plot, element)) };
    plot.sizes.observe(element);
    plot.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    drawn.set(element, plot);
  }

  plot.options = options;
  show(plot, element);
}

function show(plot, element) {
  const style = getComputedStyle(element);
  const named = name => style.getPropertyValue(`--${name}`).trim();
  const theme = { quiet: named("ink-quiet"), axis: named("chart-axis"), grid: named("chart-grid"), runs: Array.from({ length: hues }, (_, place) => named(`run-${place + 1}`)) };
  plot.chart.setOption({
    animation: false,
    textStyle: { fontFamily: style.fontFamily },
    ...plot.options(theme),
  }, { notMerge: true });
}

const lineOf = (theme, place) => ({ color: theme.runs[place % hues], width: 2.5, opacity: 0.95, type: place < hues ? "solid" : "dashed" });

const shorten = name => name.length > 22 ? `…${name.slice(-21)}` : name;

// Names are people's, and a tooltip is markup.
const escape = text => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
