const moves = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);

// The tree answers these keys itself; the page must not scroll by them.
export function keepArrows(scroll) {
  scroll.addEventListener("keydown", event => {
    if (moves.has(event.key)) {
      event.preventDefault();
    }
  });
}

export function show(scroll, top, height) {
  if (top < scroll.scrollTop) {
    scroll.scrollTop = top;
  } else if (top + height > scroll.scrollTop + scroll.clientHeight) {
    scroll.scrollTop = top + height - scroll.clientHeight;
  }
}
