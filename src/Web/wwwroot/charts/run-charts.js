// The charts of one run, or of several over one another. README.md beside this file has the options and what the server sends.
import { fillLegend } from "./legend.js";
import { MetricChart } from "./metric-chart.js";
import { Sections, split } from "./sections.js";
import { readColours } from "./theme.js";

/** Draws a chart per metric into the element and keeps them up to date; answers a handle, `dispose()` of which takes everything away. */
export function mount(element, options) {
  return new Board(element, options);
}

const liveStates = { connecting: "Connecting", live: "Live", lost: "Connection lost, trying again", ended: "" };
// What is told of several runs is what is worst of them.
const gravity = ["ended", "live", "connecting", "lost", "closed"];

let boards = 0;

class Board {
  settings = { x: "step", along: "", logX: false, logY: false, smoothing: 0, ignoreOutliers: false, together: true, columns: 0, filter: "" };
  window = null;
  highlighted = null;
  hidden = new Set();
  #element;
  #options;
  #runs = new Map();
  #charts = new Map();
  #leaveLive = new Map();
  #states = new Map();
  #dirty = new Set();
  #frame = 0;
  #disposed = false;
  #watches;
  #legend;
  #empty;
  #sections;

  constructor(element, options) {
    this.#element = element;
    this.#options = options;
    this.cursorKey = `charts-${++boards}`;
    this.flagged = options.flagged ?? null;
    this.commented = options.commented ?? false;
    element.classList.add("charts");
    this.#legend = element.appendChild(Object.assign(document.createElement("div"), { className: "chart-legend", hidden: true }));
    this.#legend.setAttribute("role", "group");
    this.#legend.setAttribute("aria-label", "Runs");
    this.#empty = element.appendChild(Object.assign(document.createElement("p"), { className: "chart-none", hidden: true }));
    this.#sections = new Sections(element.appendChild(Object.assign(document.createElement("div"), { className: "chart-sections" })), options.closed ?? [],
      closed => this.#tell("TellClosed", closed));
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

    this.set(options.settings ?? {});
    this.window = options.window ?? null;
    this.#showZoom();
    this.setRuns(options.runs);
    // Axis labels are measured in the font, which may arrive after the first draw.
    document.fonts.ready.then(() => this.#repaint());
  }

  /** Draws these runs from now on: adds what is new, drops what is gone, follows what has a topic. Runs are told apart by their `id`. */
  setRuns(runs) {
    const gone = new Set(this.#runs.keys());
    for (const run of runs) {
      gone.delete(run.id);
      const known = this.#runs.get(run.id);
      if (known) {
        known.keys = new Set([...known.keys, ...run.keys]);
        Object.assign(known, { name: run.name, place: run.place ?? null, startTime: run.startTime ?? known.startTime });
      } else {
        this.#runs.set(run.id, { ...run, place: run.place ?? null, keys: new Set(run.keys), topic: null, startTime: run.startTime ?? null });
      }
    }

    gone.forEach(id => this.#drop(id));
    this.#deal();
    runs.forEach(run => this.#setTopic(this.#runs.get(run.id), run.topic ?? null));
    fillLegend(this.#legend, [...this.#runs.values()], this);
  }

  /** Changes what charts have in common; README.md has the names. */
  set(settings) {
    const before = this.settings;
    this.settings = { ...before, ...settings };
    const { x, along, together, columns, filter } = this.settings;
    if (x !== before.x || x === "metric" && along !== before.along) {
      const sameUnits = x !== "metric" && before.x !== "metric" && x !== "step" && before.x !== "step" && this.window === null;
      this.#charts.forEach(chart => chart.forget());
      if (!sameUnits) {
        this.zoom(null);
      }
    } else if (together !== before.together) {
      this.#charts.forEach(chart => chart.forget());
      this.zoom(null);
    }

    this.#element.style.setProperty("--chart-columns", columns > 0 ? `repeat(${columns}, minmax(0, 1fr))` : "");
    if (filter !== before.filter) {
      this.#filter();
    }

    this.#charts.forEach(chart => this.schedule(chart));
  }

  resetZoom() {
    this.#charts.forEach(chart => chart.forget());
    this.zoom(null);
  }

  dispose() {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    this.#leaveLive.forEach(leave => leave());
    this.#watches.forEach(watch => watch.disconnect());
    this.#charts.forEach(chart => chart.dispose());
    this.#element.replaceChildren();
  }

  /** Shows one window on every chart, in finer buckets; null shows everything. */
  zoom(window) {
    const moved = JSON.stringify(window) !== JSON.stringify(this.window);
    this.window = window;
    this.#showZoom();
    this.#charts.forEach(chart => chart.invalidate());
    if (moved) {
      this.#tell("TellWindow", window);
    }
  }

  /** Tells the page that somebody wants to say something about a place. */
  comment(key, step) {
    this.#tell("TellPoint", key, step);
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

  /** Shows or hides a run's lines. Answers whether they are shown now. */
  toggle(id) {
    const isShown = this.hidden.delete(id);
    if (!isShown) {
      this.hidden.add(id);
    }

    this.#charts.forEach(chart => this.schedule(chart));
    return isShown;
  }

  /** Brings one run's lines out; null treats all alike. */
  highlight(id) {
    this.highlighted = id;
    this.#charts.forEach(chart => chart.repaint());
  }

  /** Where all points of a metric can be downloaded. */
  csvUrl(key, ids) {
    return `${this.#options.csvUrl}?${new URLSearchParams({ runs: ids.join(","), key })}`;
  }

  #deal() {
    const keys = new Set([...this.#runs.values()].flatMap(run => [...run.keys]));
    for (const [key, chart] of this.#charts) {
      if (!keys.has(key)) {
        this.seen.unobserve(chart.element);
        this.sized.unobserve(chart.body);
        chart.dispose();
        this.#sections.remove(key, chart.element);
        this.#charts.delete(key);
      }
    }

    for (const key of keys) {
      let chart = this.#charts.get(key);
      if (!chart) {
        chart = new MetricChart(this, key, split(key)[1]);
        this.#charts.set(key, chart);
        this.#sections.add(key, chart.element);
        this.seen.observe(chart.element);
        this.sized.observe(chart.body);
      }

      chart.setRuns([...this.#runs.values()].filter(run => run.keys.has(key)));
    }

    this.#filter();
  }

  #drop(id) {
    this.#setTopic(this.#runs.get(id), null);
    this.#runs.delete(id);
    this.#states.delete(id);
    this.hidden.delete(id);
  }

  // A run that ends is fetched once more: its last points may have been on their way.
  #setTopic(run, topic) {
    if (topic === run.topic) {
      return;
    }

    const ended = run.topic !== null;
    run.topic = topic;
    this.#leaveLive.get(run.id)?.();
    this.#leaveLive.delete(run.id);
    if (topic !== null) {
      this.#follow(run, topic);
    } else if (ended) {
      this.#say(run.id, "ended");
      this.#charts.forEach(chart => chart.invalidate());
    }
  }

  async #follow(run, topic) {
    this.#say(run.id, "connecting");
    const { subscribe } = await import("./live.js");
    if (this.#disposed || topic !== run.topic) {
      return;
    }

    this.#leaveLive.set(run.id, subscribe(this.#options.liveUrl, topic, {
      points: series => series.forEach(one => this.#take(run, one)),
      refetch: () => this.#charts.forEach(chart => chart.invalidate()),
      closed: sentence => this.#say(run.id, "closed", sentence),
      state: state => this.#say(run.id, state),
    }));
  }

  #say(id, state, sentence = liveStates[state]) {
    this.#states.set(id, { state, sentence });
    const worst = [...this.#states.values()].reduce((one, other) => gravity.indexOf(other.state) > gravity.indexOf(one.state) ? other : one);
    const { status } = this.#options;
    if (status) {
      status.dataset.live = worst.state;
      status.textContent = worst.sentence;
    }
  }

  #take(run, { key, steps, times, values }) {
    if (!run.keys.has(key)) {
      if (this.#options.newKeys ?? true) {
        run.keys.add(key);
        this.#deal();
      }

      return;
    }

    const xs = this.settings.x === "step" ? steps : times;
    this.#charts.get(key).append(run.id, xs, values);
    if (this.settings.x === "metric" && key === this.settings.along) {
      this.#charts.forEach(chart => chart.append(run.id, xs, values));
    }
  }

  #filter() {
    const shown = this.#sections.filter(this.settings.filter);
    this.#empty.hidden = shown > 0 || this.#charts.size === 0;
    this.#empty.textContent = `No metric matches “${this.settings.filter.trim()}”.`;
  }

  #showZoom() {
    this.#element.toggleAttribute("data-zoomed", this.window !== null);
  }

  #tell(method, ...what) {
    this.#options.page?.invokeMethodAsync(method, ...what).catch(() => {});
  }

  #repaint() {
    readColours(this.#element);
    this.#charts.forEach(chart => chart.repaint());
  }
}
