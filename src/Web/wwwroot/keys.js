// Keyboard ways. A link or button names its keys, data-shortcut="g e", and what they do is what a click does; a page whose keys are no clicks
// (moving in a table) says so in data-shortcut-help="↑ ↓|Move between runs", a line each. '?' lists what the open page has, in the order it stands there.
(() => {
  const patience = 1000;
  let pressed = [];
  let last = 0;

  const isTyping = target => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true], dialog[open]");
  const isShown = element => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
  const keysOf = element => element.dataset.shortcut.split(" ");

  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      const palette = document.querySelector("[data-palette-open]");
      if (palette) {
        event.preventDefault();
        palette.click();
      }
      return;
    }

    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.key.length !== 1 || isTyping(event.target)) {
      return;
    }

    pressed = event.timeStamp - last < patience ? [...pressed, event.key].slice(-2) : [event.key];
    last = event.timeStamp;
    if (event.key === "?") {
      event.preventDefault();
      return showHelp();
    }

    const target = find(pressed) ?? find(pressed.slice(-1));
    if (target) {
      event.preventDefault();
      pressed = [];
      target.matches("input, textarea, select") ? target.focus() : target.click();
    }
  });

  document.addEventListener("click", event => {
    if (event.target.closest("[data-keys-open]")) {
      showHelp();
    }
  });

  // Two keys are one way only together: 'e' alone isn't 'g e'.
  function find(keys) {
    const wanted = keys.join(" ");
    return [...document.querySelectorAll("[data-shortcut]")].find(element => keysOf(element).join(" ") === wanted && isReachable(element));
  }

  // The rail of a narrow screen is folded away and still leads where it leads.
  const isReachable = element => !element.disabled && (isShown(element) || element.closest("[popover]") !== null);

  function showHelp() {
    document.querySelector("dialog.keys")?.remove();
    const ways = [["Ctrl K", "Go to a page, project, run or experiment"], ["?", "Show these keys"]];
    for (const element of document.querySelectorAll("[data-shortcut], [data-shortcut-help]")) {
      if (element.dataset.shortcutHelp !== undefined) {
        ways.push(...element.dataset.shortcutHelp.split("\n").map(line => line.split("|")));
      } else if (isReachable(element)) {
        ways.push([element.dataset.shortcut, element.dataset.shortcutName || element.getAttribute("aria-label") || element.title || element.textContent.trim() || element.placeholder]);
      }
    }

    const dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = Object.assign(document.createElement("h2"), { id: "keys-title", textContent: "Keys on this page" });
    const list = document.createElement("dl");
    const seen = new Set();
    for (const [keys, what] of ways) {
      if (!seen.has(keys)) {
        seen.add(keys);
        const term = list.appendChild(document.createElement("dt"));
        term.append(...keys.split(" ").map(key => Object.assign(document.createElement("kbd"), { textContent: key })));
        list.appendChild(Object.assign(document.createElement("dd"), { textContent: what }));
      }
    }

    const close = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", event => event.target === dialog && dialog.close());
    dialog.append(title, list, close);
    document.body.append(dialog);
    dialog.showModal();
  }
})();
