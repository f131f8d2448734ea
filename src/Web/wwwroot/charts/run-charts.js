// The charts of one run. README.md beside this file has the options and what the server sends.
import { readColours } from "./format.js";
import { MetricChart } from "./metric-chart.js";

/** Draws a chart per metric into the element and keeps them up to date; answers a handle, `dispose()` of which takes everything away. */
export function mount(element, options) {
  return new Board(element, options);
}

class Board {
  #element;
  #options;
  #groups = new Map();
  #charts = new Map();
  #dirty = new Set();
  #frame = 0;
  #topic = null;
  #leaveLive = null;
  #disposed = false;
  #watches;
  #filter;

  constructor(element, options) {
    this.#element = element;
    this.#options = options;
    this.chartUrl = options.chartUrl;
    this.cursorKey = `run-${options.runId}`;
    this.x = options.x ?? "step";
    this.logY = options.logY ?? false;
    this.startTime = options.startTime ?? null;
    this.window = null;
    this.#filter = options.filter ?? "";
    element.classList.add("charts");
    readColours(element);

    this.seen = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        target.chart[isIntersecting ? "enter" : "leave"]();
      }
    }, { rootMargin: "300px" });
    this.sized = new ResizeObserver(entries => entries.forEach(({ target }) => target.parentElement.chart.resize()));
    const theme = new MutationObserver(() => this.#repaint());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#watches = [this.seen, this.sized, theme];

    options.keys.forEach(key => this.addMetric(key));
    // Axis labels are measured in the font, which may arrive after the first draw.
    document.fonts.ready.then(() => this.#repaint());
    this.setTopic(options.topic ?? null);
  }

  /** Follows the run's live topic from now on. Null ends that, after one more fetch: the last points may have been on their way. */
  setTopic(topic) {
    if (topic === this.#topic) {
      return;
    }

    const ended = this.#topic !== null;
    this.#topic = topic;
    this.#leaveLive?.();
    this.#leaveLive = null;
    if (topic !== null) {
      this.#follow(topic);
    } else {
      this.#say("ended");
      if (ended) {
        this.#charts.forEach(chart => chart.invalidate());
      }
    }
  }

  /** The horizontal axis: "step", "time" or "relative" to the start of the run. */
  setX(x) {
    const sameUnits = (x === "step") === (this.x === "step");
    this.x = x;
    if (sameUnits) {
      this.#charts.forEach(chart => this.schedule(chart));
    } else {
      this.zoom(null);
    }
  }

  setLogY(logY) {
    this.logY = logY;
    this.#charts.forEach(chart => this.schedule(chart));
  }

  /** Shows the charts whose key contains the text. */
  setFilter(text) {
    this.#filter = text;
    this.#charts.forEach((chart, key) => this.#sift(key, chart));
    this.#groups.forEach(group => this.#count(group));
  }

  resetZoom() {
    this.zoom(null);
  }

  /** Adds a chart for the key in its place; nothing when it is there. */
  addMetric(key) {
    if (this.#charts.has(key)) {
      return;
    }

    const split = key.lastIndexOf("/");
    const group = this.#group(split < 0 ? "" : key.slice(0, split));
    const chart = new MetricChart(this, key, key.slice(split + 1));
    this.#charts.set(key, chart);
    place(group.grid, chart.element, other => other.dataset.key, compareText);
    this.#sift(key, chart);
    this.#count(group);
    this.seen.observe(chart.element);
    this.sized.observe(chart.body);
  }

  dispose() {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    this.#leaveLive?.();
    this.#watches.forEach(watch => watch.disconnect());
    this.#charts.forEach(chart => chart.dispose());
    this.#element.replaceChildren();
  }

  /** Shows one window on every chart, in finer buckets; null shows everything. */
  zoom(window) {
    this.window = window;
    this.#element.toggleAttribute("data-zoomed", window !== null);
    this.#element.dispatchEvent(new CustomEvent("zoomed", { detail: window, bubbles: true }));
    this.#charts.forEach(chart => chart.invalidate());
  }

  /** Draws the chart in the next frame, once, however often it is asked for. */
  schedule(chart) {
    this.#dirty.add(chart);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const charts = [...this.#dirty];
      this.#dirty.clear();
      charts.forEach(one => one.draw());
    });
  }

  /** A run that doesn't say when it started began with the first point that was seen. */
  meet(series) {
    if (this.startTime === null && this.x !== "step" && series.length > 0) {
      this.startTime = series.x[0];
    }
  }

  async #follow(topic) {
    this.#say("connecting");
    const { subscribe } = await import("./live.js");
    if (this.#disposed || topic !== this.#topic) {
      return;
    }

    this.#leaveLive = subscribe(this.#options.liveUrl, topic, {
      points: series => series.forEach(one => this.#take(one)),
      refetch: () => this.#charts.forEach(chart => chart.invalidate()),
      closed: sentence => this.#say("closed", sentence),
      state: state => this.#say(state),
    });
  }

  #say(state, sentence = liveStates[state]) {
    const { status } = this.#options;
    if (status) {
      status.dataset.live = state;
      status.textContent = sentence;
    }
  }

  #take({ key, steps, times, values }) {
    if (this.#charts.has(key)) {
      this.#charts.get(key).append(this.x === "step" ? steps : times, values);
    } else {
      this.addMetric(key);
    }
  }

  #group(name) {
    let group = this.#groups.get(name);
    if (!group) {
      const details = Object.assign(document.createElement("details"), { className: "chart-group", open: true });
      details.innerHTML = '<summary><h3></h3><span class="faint"></span></summary><div class="chart-grid"></div>';
      details.dataset.name = name;
      details.querySelector("h3").textContent = name || "Metrics";
      group = { details, grid: details.querySelector(".chart-grid"), number: details.querySelector("span") };
      this.#groups.set(name, group);
      place(this.#element, details, other => other.dataset.name, compareGroups);
    }

    return group;
  }

  #sift(key, chart) {
    chart.element.hidden = !key.toLowerCase().includes(this.#filter.trim().toLowerCase());
  }

  #count({ details, grid, number }) {
    const shown = [...grid.children].filter(one => !one.hidden).length;
    details.hidden = shown === 0;
    number.textContent = shown === grid.children.length ? shown : `${shown} of ${grid.children.length}`;
  }

  #repaint() {
    readColours(this.#element);
    this.#charts.forEach(chart => chart.repaint());
  }
}

const compareText = new Intl.Collator(undefined, { numeric: true }).compare;
const liveStates = { connecting: "Connecting", live: "Live", lost: "Connection lost, trying again", ended: "" };
const isSystem = name => name === "system" || name.startsWith("system/");

// Metrics without a prefix first, then groups by name, the machine's own last.
const compareGroups = (one, other) => isSystem(one) - isSystem(other) || compareText(one, other);

function place(parent, element, keyOf, compare) {
  const next = [...parent.children].find(other => compare(keyOf(other), keyOf(element)) > 0);
  parent.insertBefore(element, next ?? null);
}
