// Moving about a chart with keys, the wheel, and by dragging with Shift.
import { panned, zoomed } from "./window.js";

/** Steers `chart`, which has `plot`, `window`, `extent`, `logX`, `zoom(window)` and `reset()`, from its element. */
export function steer(chart, element) {
  const current = () => chart.window ?? chart.rangeX();
  const zoomAt = (factor, at) => chart.zoom(zoomed(current(), factor, at, chart.extent, chart.logX));
  const middle = () => chart.plot.cursor.left >= 0 ? chart.plot.posToVal(chart.plot.cursor.left, "x") : current().reduce((from, to) => (from + to) / 2);
  const pan = share => chart.window && chart.zoom(panned(chart.window, share, chart.extent, chart.logX));

  const keys = {
    "+": () => zoomAt(0.5, middle()),
    "=": () => zoomAt(0.5, middle()),
    "-": () => zoomAt(2, middle()),
    0: () => chart.reset(),
    f: () => chart.card.toggleFull(),
    c: () => chart.comment(),
    ArrowLeft: event => event.shiftKey ? pan(-0.25) : move(chart.plot, -1),
    ArrowRight: event => event.shiftKey ? pan(0.25) : move(chart.plot, 1),
    Home: () => move(chart.plot, -Infinity),
    End: () => move(chart.plot, Infinity),
  };
  element.addEventListener("keydown", event => {
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && chart.plot && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act(event);
    }
  });
  element.addEventListener("blur", () => chart.plot?.setCursor({ left: -10, top: -10 }));

  // The wheel alone scrolls the page; with Ctrl it means closer and farther everywhere.
  element.addEventListener("wheel", event => {
    if (event.ctrlKey && chart.plot) {
      event.preventDefault();
      zoomAt(event.deltaY < 0 ? 0.8 : 1.25, chart.plot.posToVal(event.clientX - chart.plot.over.getBoundingClientRect().left, "x"));
    }
  }, { passive: false });

  chart.pan = down => {
    const from = chart.window;
    const width = chart.plot.over.clientWidth;
    if (!from) {
      return;
    }

    let moved = from;
    const follow = event => {
      chart.preview = moved = panned(from, (down.clientX - event.clientX) / width, chart.extent, chart.logX);
      chart.plot?.setScale("x", { min: moved[0], max: moved[1] });
    };
    const leave = new AbortController();
    addEventListener("mousemove", follow, { signal: leave.signal });
    addEventListener("mouseup", () => {
      leave.abort();
      chart.preview = null;
      chart.zoom(moved);
    }, { signal: leave.signal });
  };
}

// The cursor goes from point to point: from the one it is on, or from the last.
function move(plot, by) {
  const { idx, left } = plot.cursor;
  const [x] = plot.data;
  if (x.length === 0) {
    return;
  }

  const from = left >= 0 && idx !== null && idx !== undefined ? idx : by > 0 ? -1 : x.length;
  const to = Math.min(x.length - 1, Math.max(0, from + by));
  plot.setCursor({ left: plot.valToPos(x[to], "x"), top: plot.over.clientHeight / 3 });
}
