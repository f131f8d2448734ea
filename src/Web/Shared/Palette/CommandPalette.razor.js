// Opening, moving and choosing, without a way to the server: the chosen entry is marked here, and a click does the rest.
// The elements are looked up each time, because the circuit puts its own in the place of those that came with the page.
const dialog = () => document.getElementById("palette");
const text = () => document.getElementById("palette-text");
const list = () => document.getElementById("palette-list");
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");

// What is found while somebody types replaces what was shown: the nearest is chosen again.
const answers = new MutationObserver(() => choose(options()[0]));

document.addEventListener("click", event => {
  if (event.target.closest("[data-palette-open]") && !dialog().open) {
    dialog().showModal();
    text().select();
    choose(options()[0]);
    answers.disconnect();
    answers.observe(list(), { childList: true, subtree: true });
  } else if (event.target === dialog() || event.target.closest("#palette [role=option]")) {
    dialog().close();
  }
});

document.addEventListener("keydown", event => {
  if (event.target !== text()) {
    return;
  }

  const all = options();
  const at = all.indexOf(chosen());
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) };
  if (event.key in moves && all.length > 0) {
    event.preventDefault();
    choose(all[(moves[event.key] + all.length) % all.length]);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      open(all[at].href, "_blank", "noopener");
      dialog().close();
    } else {
      all[at].click();
    }
  }
});

document.addEventListener("pointermove", event => {
  const option = event.target.closest?.("#palette [role=option]");
  if (option) {
    choose(option, false);
  }
});

function choose(option, reveal = true) {
  const before = chosen();
  if (option !== before) {
    before?.removeAttribute("aria-selected");
    option?.setAttribute("aria-selected", "true");
  }

  if (option) {
    text().setAttribute("aria-activedescendant", option.id);
    if (reveal) {
      option.scrollIntoView({ block: "nearest" });
    }
  } else {
    text().removeAttribute("aria-activedescendant");
  }
}
