// Keeps what somebody is writing in where it is while comments come in above it, and leads to the comment of a link.

/** Whoever has the focus within the element stays at its height on the screen when something above it changes. */
export function hold(element) {
  const gone = new AbortController();
  let held = null;
  let top = 0;

  const note = () => {
    held = element.contains(document.activeElement) ? document.activeElement : null;
    top = held?.getBoundingClientRect().top ?? 0;
  };
  const watch = new MutationObserver(() => {
    // What was done with the focused thing itself moved it on purpose.
    if (held?.isConnected && held === document.activeElement) {
      scrollBy(0, held.getBoundingClientRect().top - top);
    }
    note();
  });

  watch.observe(element, { childList: true, subtree: true, characterData: true });
  for (const what of ["focusin", "input", "pointerdown", "keydown"]) {
    element.addEventListener(what, () => requestAnimationFrame(note), { signal: gone.signal });
  }
  addEventListener("scroll", note, { passive: true, signal: gone.signal });
  addEventListener("resize", note, { signal: gone.signal });

  return {
    dispose() {
      gone.abort();
      watch.disconnect();
    },
  };
}

/** Scrolls to the comment and marks it. */
export function reveal(id) {
  const comment = document.getElementById(id);
  if (comment) {
    comment.scrollIntoView({ block: "start" });
    comment.classList.add("shown");
    comment.focus({ preventScroll: true });
  }
}
