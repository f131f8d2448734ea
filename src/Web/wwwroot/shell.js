// What every page needs before and without a circuit: the theme, local times, copy buttons, menus.
// Loaded before the body, so that nothing is drawn in the wrong theme or zone first.
(() => {
  const root = document.documentElement;
  const missing = "/no-picture.svg";
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

  // An account's choice holds in every browser; without an account it is this browser's.
  const chosen = () => root.dataset.account ?? document.cookie.match(/(?:^|; )theme=(light|dark)/)?.[1] ?? "system";

  function applyTheme() {
    const choice = chosen();
    root.dataset.theme = choice === "system" ? (systemIsDark.matches ? "dark" : "light") : choice;
  }

  function showChoice() {
    for (const input of document.querySelectorAll("input[data-theme-choice]")) {
      input.checked = input.value === chosen();
    }
  }

  applyTheme();
  systemIsDark.addEventListener("change", applyTheme);
  document.addEventListener("DOMContentLoaded", showChoice);
  document.addEventListener("toggle", showChoice, true);
  document.addEventListener("change", event => {
    if (event.target.matches("input[data-theme-choice]")) {
      const age = event.target.value === "system" ? 0 : 31536000;
      if (root.dataset.account) {
        root.dataset.account = event.target.value;
        fetch("/api/v1/account/theme", { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ theme: event.target.value }) });
      }

      document.cookie = `theme=${event.target.value}; path=/; max-age=${age}; samesite=lax`;
      applyTheme();
    }
  });

  document.addEventListener("click", async event => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await write(copy.dataset.copy);
      copy.dataset.copied = "";
      setTimeout(() => delete copy.dataset.copied, 1600);
    }

    // A menu stays open over the next page otherwise: the interactive router replaces only the page.
    if (event.target.closest("[popover] a")) {
      event.target.closest("[popover]").hidePopover();
    }
  });

  // Files of runs may be damaged, or no images at all: a picture of that instead of the browser's mark. Another address in it is tried as usual.
  document.addEventListener("error", event => {
    if (event.target instanceof HTMLImageElement && "picture" in event.target.dataset && !event.target.src.endsWith(missing)) {
      event.target.title = "Its bytes may be damaged, or of another kind than its name says. It can be downloaded under Artifacts.";
      event.target.src = missing;
    }
  }, true);

  // Browsers offer the clipboard on https and localhost alone; a server in the same building is often neither.
  async function write(text) {
    if (navigator.clipboard) {
      return navigator.clipboard.writeText(text);
    }

    const carrier = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
    carrier.select();
    document.execCommand("copy");
    carrier.remove();
  }

  const minute = 60, hour = 3600, day = 86400;
  const exact = format({ dateStyle: "medium", timeStyle: "short" });
  const dateOnly = format({ day: "numeric", month: "short", year: "numeric" });
  const dateThisYear = format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

  // In the zone that the account chose, or the browser's own; a zone that this browser doesn't know is no reason to show no time.
  function format(options) {
    try {
      return new Intl.DateTimeFormat(undefined, { ...options, timeZone: root.dataset.zone });
    } catch {
      return new Intl.DateTimeFormat(undefined, options);
    }
  }

  function relative(time, now) {
    const seconds = (now - time) / 1000;
    const size = Math.abs(seconds);
    return size < 45 ? "just now"
      : size < hour ? ago.format(-Math.round(seconds / minute), "minute")
      : size < day ? ago.format(-Math.round(seconds / hour), "hour")
      : size < 7 * day ? ago.format(-Math.round(seconds / day), "day")
      : time.getFullYear() === now.getFullYear() ? dateThisYear.format(time) : dateOnly.format(time);
  }

  function elapsed(since, now) {
    const seconds = Math.max(0, Math.floor((now - since) / 1000));
    const two = value => String(value).padStart(2, "0");
    return seconds < minute ? `${seconds}s`
      : seconds < hour ? `${Math.floor(seconds / minute)}m ${two(seconds % minute)}s`
      : seconds < day ? `${Math.floor(seconds / hour)}h ${two(Math.floor(seconds % hour / minute))}m`
      : `${Math.floor(seconds / day)}d ${two(Math.floor(seconds % day / hour))}h`;
  }

  // Drawn in a shadow root: the component's own child, the time in UTC, stays as the server wrote it.
  class ClockElement extends HTMLElement {
    static observedAttributes = ["datetime", "format"];
    static shown = new Set();

    constructor() {
      super();
      this.attachShadow({ mode: "open" });
    }

    connectedCallback() {
      ClockElement.shown.add(this);
      this.draw();
    }

    disconnectedCallback() {
      ClockElement.shown.delete(this);
    }

    attributeChangedCallback() {
      this.draw();
    }

    draw(now = new Date()) {
      const written = this.getAttribute("datetime");
      if (!this.isConnected || !written) {
        return;
      }

      const time = new Date(written);
      const format = this.getAttribute("format");
      const text = format === "elapsed" ? elapsed(time, now) : format === "relative" ? relative(time, now) : exact.format(time);
      if (this.shadowRoot.textContent !== text) {
        this.shadowRoot.textContent = text;
      }
    }
  }

  customElements.define("slip-clock", ClockElement);
  setInterval(() => {
    const now = new Date();
    for (const clock of ClockElement.shown) {
      clock.draw(now);
    }
  }, 1000);
})();
