// A window onto a text file that may be far larger than memory, and may grow: a stretch of it is fetched by byte ranges and drawn as lines.
import { paint } from "../../../output/ansi.js";

const Chunk = 192 * 1024;
const MostLines = 6000;
const Near = 400;

export function mount(root, searchUrl) {
  const lines = root.querySelector("[data-lines]");
  const where = root.querySelector("[data-where]");
  const followButton = root.querySelector("[data-act=follow]");
  const decoder = new TextDecoder();
  const gone = new AbortController();
  // Where the drawn stretch begins and ends, in bytes; both are ends of lines, but at the end of the file.
  let url = "", path = "", size = 0, from = 0, to = 0;
  let follows = true, work = Promise.resolve(), epoch = 0, moved = false;

  const listen = (target, kind, act) => target.addEventListener(kind, act, { signal: gone.signal });

  // One at a time: each step starts from where the one before it left the stretch.
  function queue(step) {
    const mine = epoch;
    work = work.then(() => mine === epoch && !gone.signal.aborted ? step() : undefined).catch(problem => {
      if (problem.name !== "AbortError") {
        where.textContent = "The file can't be read just now.";
      }
    });
    return work;
  }

  async function fetchBytes(start, end) {
    if (start >= end) {
      return new Uint8Array();
    }

    const answer = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` }, signal: gone.signal, cache: "no-store" });
    if (answer.status === 416) {
      return new Uint8Array();
    }

    if (!answer.ok) {
      throw new Error(answer.statusText);
    }

    return new Uint8Array(await answer.arrayBuffer());
  }

  /** The lines of some bytes as elements, each with the place where it begins. */
  function build(bytes, start) {
    const made = document.createDocumentFragment();
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(10, at);
      const end = newline < 0 ? bytes.length : newline;
      const line = document.createElement("div");
      line.dataset.at = start + at;
      paint(line, decoder.decode(bytes.subarray(at, end)));
      made.append(line);
      at = newline < 0 ? bytes.length : newline + 1;
    }

    return made;
  }

  function clear() {
    lines.replaceChildren();
    from = to = 0;
  }

  /** Draws the stretch that begins at a line. */
  async function showFrom(start) {
    const bytes = await fetchBytes(start, Math.min(size, start + Chunk));
    clear();
    const whole = start + bytes.length >= size ? bytes.length : bytes.lastIndexOf(10) + 1 || bytes.length;
    lines.append(build(bytes.subarray(0, whole), start));
    [from, to] = [start, start + whole];
    tell();
  }

  async function showEnd() {
    const start = Math.max(0, size - Chunk);
    const bytes = await fetchBytes(start, size);
    const skipped = start === 0 ? 0 : bytes.indexOf(10) + 1;
    clear();
    lines.append(build(bytes.subarray(skipped), start + skipped));
    [from, to] = [start + skipped, start + bytes.length];
    toBottom();
    tell();
  }

  async function older() {
    if (from === 0) {
      return;
    }

    const start = Math.max(0, from - Chunk);
    const bytes = await fetchBytes(start, from);
    const skipped = start === 0 ? 0 : bytes.indexOf(10) + 1;
    const height = lines.scrollHeight;
    lines.prepend(build(bytes.subarray(skipped), start + skipped));
    from = start + skipped;
    lines.scrollTop += lines.scrollHeight - height;
    moved = true;
    while (lines.childElementCount > MostLines) {
      to = Number(lines.lastElementChild.dataset.at);
      lines.lastElementChild.remove();
    }

    tell();
  }

  async function newer() {
    if (to >= size) {
      return;
    }

    // The last line may have been half a line: it is read again with its rest.
    const last = lines.lastElementChild;
    const start = last ? Number(last.dataset.at) : to;
    const bytes = await fetchBytes(start, Math.min(size, to + Chunk));
    const end = start + bytes.length;
    const whole = end >= size ? bytes.length : bytes.lastIndexOf(10) + 1 || bytes.length;
    last?.remove();
    lines.append(build(bytes.subarray(0, whole), start));
    to = start + whole;
    if (lines.childElementCount > MostLines) {
      const height = lines.scrollHeight, top = lines.scrollTop;
      while (lines.childElementCount > MostLines) {
        lines.firstElementChild.remove();
      }

      from = Number(lines.firstElementChild.dataset.at);
      lines.scrollTop = top - (height - lines.scrollHeight);
    }

    if (follows) {
      toBottom();
    }

    tell();
  }

  function toBottom() {
    moved = true;
    lines.scrollTop = lines.scrollHeight;
  }

  function follow(on) {
    follows = on;
    followButton.setAttribute("aria-pressed", on);
  }

  function tell() {
    const part = value => value < 1024 * 1024 ? `${Math.ceil(value / 1024)} KiB` : `${(value / 1048576).toFixed(1)} MiB`;
    where.textContent = from === 0 && to >= size ? `all of ${part(size)}` : `${part(from)} to ${part(to)} of ${part(size)}`;
  }

  const isNearBottom = pixels => lines.scrollHeight - lines.scrollTop - lines.clientHeight < pixels;
  const isAtBottom = () => isNearBottom(24);

  listen(lines, "scroll", () => {
    // Our own scrolling says nothing about what the reader wants.
    if (moved) {
      moved = false;
    } else {
      follow(isAtBottom() && to >= size);
    }

    if (lines.scrollTop < Near && from > 0) {
      queue(() => lines.scrollTop < Near ? older() : undefined);
    } else if (to < size && isNearBottom(Near)) {
      queue(() => isNearBottom(Near) ? newer() : undefined);
    }
  });

  listen(root.querySelector("[data-act=start]"), "click", () => {
    follow(false);
    queue(async () => {
      await showFrom(0);
      lines.scrollTop = 0;
    });
  });

  listen(followButton, "click", () => {
    follow(!follows);
    if (follows) {
      queue(showEnd);
    }
  });

  listen(root.querySelector("[data-act=wrap]"), "click", event => {
    const wraps = lines.classList.toggle("wraps");
    event.currentTarget.setAttribute("aria-pressed", wraps);
  });

  find(root, listen, async (text, start) => {
    const answer = await fetch(`${searchUrl}?${new URLSearchParams({ path, text, from: start })}`, { signal: gone.signal });
    return answer.ok ? answer.json() : { hits: [], next: null };
  }, offset => {
    follow(false);
    return queue(async () => {
      if (offset < from || offset >= to) {
        await showFrom(offset);
        await older();
      }

      lines.querySelector(".hit")?.classList.remove("hit");
      const line = lines.querySelector(`[data-at="${offset}"]`);
      line?.classList.add("hit");
      line?.scrollIntoView({ block: "center" });
    });
  });

  return {
    /** Shows another file, its end first. */
    open(address, name, length) {
      epoch++;
      [url, path, size] = [address, name, length];
      root.dispatchEvent(new Event("another"));
      follow(true);
      work = Promise.resolve();
      return queue(showEnd);
    },

    /** The file has another length now. */
    grow(length) {
      const restarted = length < size;
      return queue(() => {
        size = length;
        return restarted ? showEnd() : follows || isAtBottom() ? (to < size - Chunk ? showEnd() : newer()) : tell();
      });
    },

    dispose: () => gone.abort(),
  };
}

/** Finds places in the file, as far as one goes on asking for them. */
function find(root, listen, search, show) {
  const form = root.querySelector("[data-find]");
  const input = form.querySelector("input");
  const found = form.querySelector("[data-found]");
  let text = "", hits = [], next = 0, at = -1, busy = false;

  function forget() {
    [text, hits, next, at] = ["", [], 0, -1];
    found.textContent = "";
  }

  async function step(by) {
    if (busy || input.value.trim() === "") {
      return;
    }

    busy = true;
    try {
      // A blank at the end counts: 'epoch 7 ' isn't 'epoch 77'.
      if (input.value !== text) {
        forget();
        text = input.value;
      }

      at += by;
      while (at >= hits.length && next !== null) {
        found.textContent = "Looking…";
        const part = await search(text, next);
        hits.push(...part.hits);
        next = part.next;
      }

      at = hits.length === 0 ? -1 : (at + hits.length) % hits.length;
      found.textContent = hits.length === 0 ? "Not found" : `${at + 1} of ${hits.length}${next === null ? "" : "+"}`;
      if (at >= 0) {
        await show(hits[at].offset);
      }
    } finally {
      busy = false;
    }
  }

  listen(form, "submit", event => {
    event.preventDefault();
    step(1);
  });
  listen(form.querySelector("[data-step='-1']"), "click", () => step(-1));
  listen(root, "another", forget);
}
