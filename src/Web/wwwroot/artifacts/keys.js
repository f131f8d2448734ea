// Arrows move about in the tree of files, and open and close folders.
export function mount(root) {
  const entries = () => [...root.querySelectorAll("[data-artifact-tree] a.entry")];

  function inTree(event) {
    const at = event.target.closest?.("a.entry");
    if (!at) {
      return;
    }

    const all = entries();
    const index = all.indexOf(at);
    const folder = at.dataset.folder;
    const toggle = at.parentElement.querySelector(".toggle");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      all[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === "Home" || event.key === "End") {
      all.at(event.key === "Home" ? 0 : -1)?.focus();
    } else if (event.key === "ArrowRight" && folder) {
      folder === "closed" ? toggle.click() : all[index + 1]?.focus();
    } else if (event.key === "ArrowLeft" && folder === "open") {
      toggle.click();
    } else {
      return;
    }

    event.preventDefault();
  }

  root.addEventListener("keydown", inTree);
  return {
    // Rows are only in the page while they are in sight, so the place is counted and not looked for.
    reveal(index, height) {
      const frame = root.querySelector("[data-artifact-tree]");
      const top = index * height;
      if (frame && (top < frame.scrollTop || top + height > frame.scrollTop + frame.clientHeight)) {
        frame.scrollTop = Math.max(0, top - frame.clientHeight / 3);
      }
    },
    dispose() {
      root.removeEventListener("keydown", inTree);
    },
  };
}
