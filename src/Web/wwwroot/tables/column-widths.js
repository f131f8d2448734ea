// Column heads whose edge is dragged. The browser remembers widths by the column's key, for every table of runs alike: what fits this screen may not fit another.
const place = "slipway.column-widths";
const most = 300;
const narrowest = 56;
const step = 16;

const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
    return Object.fromEntries(Object.entries(kept).filter(([, width]) => Number.isInteger(width)));
  } catch {
    return {};
  }
};

const keep = (column, width) => {
  const { [column]: before, ...others } = read();
  const kept = Object.entries(others).slice(-most);
  try {
    localStorage.setItem(place, JSON.stringify(Object.fromEntries(width ? [...kept, [column, width]] : kept)));
  } catch {
    // A browser that keeps nothing forgets the width with the page.
  }
};

export function grips(frame, table, signal) {
  const colOf = head => [...frame.querySelectorAll("col")][[...head.parentElement.children].indexOf(head)];
  const set = (head, width) => {
    keep(head.dataset.column, width);
    return table.invokeMethodAsync("Widen", head.dataset.column, width);
  };

  frame.addEventListener("pointerdown", event => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) {
      return;
    }

    event.preventDefault();
    const head = grip.closest("th");
    const [col, grid] = [colOf(head), frame.querySelector("table")];
    const [from, before, whole] = [event.clientX, head.offsetWidth, grid.offsetWidth];
    let width = before;
    grip.setPointerCapture(event.pointerId);
    grip.classList.add("held");
    const move = moved => {
      width = Math.max(narrowest, Math.round(before + moved.clientX - from));
      col.style.width = `${width}px`;
      grid.style.minWidth = `${whole + width - before}px`;
    };
    grip.addEventListener("pointermove", move, { signal });
    grip.addEventListener("lostpointercapture", () => {
      grip.removeEventListener("pointermove", move);
      grip.classList.remove("held");
      if (width !== before) {
        set(head, width);
      }
    }, { once: true, signal });
  }, { signal });

  frame.addEventListener("dblclick", event => {
    const head = event.target.closest(".grip")?.closest("th");
    if (head) {
      set(head, null);
    }
  }, { signal });

  // In the capture phase: the table's own keys would take the arrows.
  frame.addEventListener("keydown", event => {
    const head = event.target.closest("th[data-column]");
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (head && way && event.shiftKey) {
      event.preventDefault();
      set(head, Math.max(narrowest, head.offsetWidth + way * step));
    }
  }, { signal, capture: true });

  return read;
}
