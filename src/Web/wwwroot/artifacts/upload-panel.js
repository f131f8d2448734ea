// The list of uploads: made when the first one begins, gone when it is closed. A shadow root keeps its looks apart from the pages'.
const LOOKS = `
  :host { position: fixed; z-index: 1200; right: 16px; bottom: 16px; width: min(420px, calc(100vw - 32px)); }
  section { max-height: 50vh; overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--deck); color: var(--ink); box-shadow: var(--floating); font: 400 13px/1.45 var(--sans); }
  header { position: sticky; top: 0; display: flex; align-items: center; justify-content: space-between; padding: 8px 12px; border-bottom: 1px solid var(--line); background: var(--deck); }
  h2 { margin: 0; font-size: 14px; }
  ul { margin: 0; padding: 0; list-style: none; }
  li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 10px; padding: 8px 12px; border-bottom: 1px solid var(--line); }
  .name { overflow-wrap: anywhere; }
  .says { grid-column: 1 / -1; color: var(--ink-quiet); }
  .failed .says { color: var(--failed); }
  progress { grid-column: 1 / -1; width: 100%; height: 6px; accent-color: var(--primary); }
  .asks { display: flex; flex-wrap: wrap; grid-column: 1 / -1; gap: 8px; align-items: center; }
  button { padding: 2px 9px; border: 1px solid var(--line-strong); border-radius: 5px; background: var(--deck); color: var(--ink); font: 500 12px/18px var(--sans); cursor: pointer; }
  button:focus-visible { outline: 2px solid var(--primary); outline-offset: 1px; }
`;

class Panel {
  #list;
  #host;
  #title;
  #same;
  #open = 0;
  #finished = 0;

  add(path, size, stop, again) {
    this.#show();
    this.#open++;
    const item = element("li");
    const says = element("span", "says", "Waiting");
    const bar = element("progress");
    const cancel = button("Cancel", () => {
      stopped = true;
      stop();
      row.cancelled();
    });
    let stopped = false;
    let over = false;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Upload of ${path}`);
    item.append(element("span", "name", path), cancel, bar, says);
    this.#list.append(item);

    const end = (text, kind) => {
      if (over) {
        return;
      }

      over = true;
      this.#open--;
      this.#finished += kind === "done" ? 1 : 0;
      item.className = kind;
      bar.remove();
      cancel.remove();
      says.textContent = text;
      if (kind === "failed" || kind === "cancelled") {
        item.append(button("Try again", () => {
          item.remove();
          again();
        }));
      }

      this.#tell();
    };

    const row = {
      isStopped: () => stopped,
      progress: part => {
        bar.value = part;
        says.textContent = `${Math.floor(part * 100)} % of ${bytes(size)}`;
      },
      joining: () => {
        bar.removeAttribute("value");
        says.textContent = "Putting the parts together";
      },
      ask: sentence => this.#same !== undefined ? Promise.resolve(this.#same) : new Promise(decide => {
        says.textContent = sentence;
        const all = Object.assign(element("input"), { type: "checkbox" });
        const label = element("label");
        label.append(all, " the same for all");
        const asks = element("span", "asks");
        const choose = replace => {
          asks.remove();
          if (all.checked) {
            this.#same = replace;
          }

          decide(replace);
        };
        asks.append(button("Replace", () => choose(true)), button("Skip", () => choose(false)), label);
        item.append(asks);
      }),
      done: () => end(`Uploaded, ${bytes(size)}`, "done"),
      skipped: () => end("Skipped: the file that was there stays.", "skipped"),
      cancelled: () => end("Cancelled", "cancelled"),
      failed: sentence => end(sentence, "failed"),
    };
    this.#tell();
    return row;
  }

  #show() {
    if (this.#host?.isConnected) {
      return;
    }

    this.#host = element("div");
    const root = this.#host.attachShadow({ mode: "open" });
    const looks = new CSSStyleSheet();
    looks.replaceSync(LOOKS);
    root.adoptedStyleSheets = [looks];
    const section = element("section");
    section.setAttribute("aria-label", "Uploads");
    section.tabIndex = 0;
    const header = element("header");
    this.#title = element("h2");
    this.#title.setAttribute("role", "status");
    header.append(this.#title, button("Close", () => this.#open === 0 && this.#host.remove()));
    this.#list = element("ul");
    section.append(header, this.#list);
    root.append(section);
    (document.querySelector("main") ?? document.body).append(this.#host);
    [this.#open, this.#finished, this.#same] = [0, 0, undefined];
  }

  #tell() {
    this.#title.textContent = this.#open > 0 ? `Uploading, ${this.#open} to go` : `${this.#finished} uploaded`;
    if (this.#open === 0) {
      this.#same = undefined;
    }
  }
}

function element(tag, name, text) {
  return Object.assign(document.createElement(tag), { className: name ?? "", textContent: text ?? "" });
}

function button(text, act) {
  const made = element("button", "", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function bytes(size) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    [size, unit] = [size / 1024, unit + 1];
  }

  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

export const panel = new Panel();
