import { grips } from "../../tables/column-widths.js";

// Keys that move among the rows, without a way to the server: the link of the row that one is at has the focus.
export function attach(frame, table) {
  const gone = new AbortController();
  let at = null;
  let isAtTop = true;

  const rows = () => [...frame.querySelectorAll("tr[data-run]")];
  const current = () => frame.querySelector("tr[data-run]:focus-within") ?? rows().find(row => row.dataset.run === at);
  const isTyping = target => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog[open], [popover]");

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) {
      return;
    }

    const inside = frame.contains(event.target);
    const row = current();
    const act = ways[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && (inside || event.key.length === 1 && event.key !== " " || event.key === "Escape") && act(row, event) !== false) {
      event.preventDefault();
    }
  }, { signal: gone.signal });

  frame.addEventListener("focusin", event => at = event.target.closest("tr[data-run]")?.dataset.run ?? at, { signal: gone.signal });
  frame.addEventListener("scroll", () => {
    if ((frame.scrollTop < 4) !== isAtTop) {
      isAtTop = !isAtTop;
      table.invokeMethodAsync("AtTopAsync", isAtTop);
    }
  }, { signal: gone.signal, passive: true });

  const move = step => row => {
    const all = rows();
    go(row ? all[all.indexOf(row) + step] : all[0]);
  };
  const choose = (row, event) => row && event.target.type !== "checkbox"
    ? row.querySelector("input").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }))
    : false;
  const open = wanted => row => {
    const button = row?.querySelector(".open");
    return button && button.getAttribute("aria-expanded") !== String(wanted) ? button.click() : false;
  };
  const ways = {
    j: move(1), ArrowDown: move(1), k: move(-1), ArrowUp: move(-1),
    x: choose, " ": choose, ArrowRight: open(true), ArrowLeft: open(false),
    Enter: (row, event) => row && !event.target.closest("a, button, input") ? row.querySelector("a").click() : false,
    Escape: () => frame.querySelector("tbody input:checked") ? void table.invokeMethodAsync("ChooseNoneAsync") : false,
  };

  function go(row) {
    if (!row) {
      return;
    }

    at = row.dataset.run;
    row.querySelector("a").focus({ preventScroll: true });
    const head = frame.querySelector("thead").offsetHeight;
    const top = row.offsetTop;
    if (top < frame.scrollTop + head) {
      frame.scrollTop = top - head;
    } else if (top + row.offsetHeight > frame.scrollTop + frame.clientHeight) {
      frame.scrollTop = top + row.offsetHeight - frame.clientHeight;
    }
  }

  const widths = grips(frame, table, gone.signal);
  frame.dataset.attached = "";
  return {
    widths,
    toTop() { frame.scrollTop = 0; },
    dispose() { gone.abort(); },
  };
}
