// Charts under the prefixes of their names, each section closable, and the filter over all of them.
const compareText = new Intl.Collator(undefined, { numeric: true }).compare;
const isSystem = name => name === "system" || name.startsWith("system/");

// Metrics without a prefix first, then sections by name, the machine's own last.
const compareSections = (one, other) => isSystem(one) - isSystem(other) || compareText(one, other);

/** What a metric's name begins with, up to its last slash, and the rest of it. */
export function split(key) {
  const slash = key.lastIndexOf("/");
  return slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)];
}

/** A test of names: a regular expression, whatever its case; text that is none is looked for as it is. */
export function sieve(text) {
  const wanted = text.trim();
  try {
    const pattern = new RegExp(wanted, "i");
    return key => pattern.test(key);
  } catch {
    return key => key.toLowerCase().includes(wanted.toLowerCase());
  }
}

export class Sections {
  #element;
  #sections = new Map();
  #closed;
  #passes = () => true;

  /** `closed` names the sections that begin closed; `told` hears their names when that changes. */
  constructor(element, closed, told) {
    this.#element = element;
    this.#closed = new Set(closed);
    this.told = told;
  }

  /** Puts a chart in its place. */
  add(key, chart) {
    const section = this.#section(split(key)[0]);
    place(section.grid, chart, other => other.dataset.key, compareText);
    chart.hidden = !this.#passes(key);
    this.#count(section);
  }

  remove(key, chart) {
    const section = this.#section(split(key)[0]);
    chart.remove();
    this.#count(section);
  }

  /** Shows the charts whose names pass. Answers how many those are. */
  filter(text) {
    this.#passes = sieve(text);
    let shown = 0;
    for (const section of this.#sections.values()) {
      for (const chart of section.grid.children) {
        chart.hidden = !this.#passes(chart.dataset.key);
        shown += chart.hidden ? 0 : 1;
      }

      this.#count(section);
    }

    return shown;
  }

  #section(name) {
    let section = this.#sections.get(name);
    if (!section) {
      const details = Object.assign(document.createElement("details"), { className: "chart-group", open: !this.#closed.has(name) });
      details.innerHTML = '<summary><h3></h3><span class="faint"></span></summary><div class="chart-grid"></div>';
      details.dataset.name = name;
      details.querySelector("h3").textContent = name || "Metrics";
      details.addEventListener("toggle", () => this.#toggled(name, details.open));
      section = { details, grid: details.querySelector(".chart-grid"), number: details.querySelector("span") };
      this.#sections.set(name, section);
      place(this.#element, details, other => other.dataset.name, compareSections);
    }

    return section;
  }

  #toggled(name, open) {
    if (open === this.#closed.has(name)) {
      this.#closed[open ? "delete" : "add"](name);
      this.told([...this.#closed]);
    }
  }

  #count({ details, grid, number }) {
    const shown = [...grid.children].filter(one => !one.hidden).length;
    details.hidden = shown === 0;
    number.textContent = shown === grid.children.length ? shown : `${shown} of ${grid.children.length}`;
  }
}

// Sorted already, so its place is found in a few looks, also among thousands.
function place(parent, element, keyOf, compare) {
  const { children } = parent;
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = compare(keyOf(children[middle]), keyOf(element)) > 0 ? [low, middle] : [middle + 1, high];
  }

  parent.insertBefore(element, children[low] ?? null);
}
