// What the field of a comment does by itself: offers names behind an @, sends with Ctrl+Enter, and keeps what isn't sent.
const name = /(?:^|[^\p{L}\p{N}_@./\\-])@([\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,40}|)$/u;

export function attach(form, page) {
  const area = form.querySelector("textarea");
  const offers = form.querySelector(".offers");
  const gone = new AbortController();
  const on = (target, what, act) => target.addEventListener(what, act, { signal: gone.signal });
  const draft = form.dataset.draft ? `draft ${form.dataset.draft}` : null;
  let asked = 0;
  let found = [];
  let chosen = 0;

  const kept = draft && sessionStorage.getItem(draft);
  if (kept && !area.value) {
    area.value = kept;
    tell();
  }

  on(area, "input", () => {
    keep();
    grow();
    ask();
  });
  on(area, "click", ask);
  on(area, "blur", close);
  on(area, "keydown", key);
  // Before the field loses the focus, which closes the list.
  on(offers, "mousedown", event => {
    event.preventDefault();
    const offer = event.target.closest("[role=option]");
    if (offer) {
      take([...offers.children].indexOf(offer));
    }
  });
  grow();

  function tell() {
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function keep() {
    if (draft) {
      area.value ? sessionStorage.setItem(draft, area.value) : sessionStorage.removeItem(draft);
    }
  }

  // As high as its text, up to the style's limit.
  function grow() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  // What was typed behind the @ before the caret; null when there is none.
  const sought = () => area.selectionStart === area.selectionEnd ? area.value.slice(0, area.selectionStart).match(name)?.[1] ?? null : null;

  async function ask() {
    const mine = ++asked;
    const text = sought();
    if (text === null) {
      close();
      return;
    }

    const got = await page.invokeMethodAsync("FindAsync", text);
    if (mine === asked && !gone.signal.aborted) {
      found = got;
      found.length > 0 && document.activeElement === area ? open() : close();
    }
  }

  function open() {
    offers.replaceChildren(...found.map((offer, i) => {
      const option = Object.assign(document.createElement("div"), { id: `${offers.id}-${i}` });
      option.setAttribute("role", "option");
      option.append(
        Object.assign(document.createElement("span"), { textContent: offer.name }),
        Object.assign(document.createElement("span"), { className: "faint", textContent: offer.kind === "team" ? `team @${offer.handle}` : `@${offer.handle}` }));
      return option;
    }));
    offers.hidden = false;
    choose(0);
  }

  function close() {
    offers.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function choose(i) {
    chosen = (i + found.length) % found.length;
    [...offers.children].forEach((option, j) => option.setAttribute("aria-selected", String(j === chosen)));
    const option = offers.children[chosen];
    option.scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", option.id);
  }

  function take(i) {
    const end = area.selectionStart;
    const behind = area.value.slice(end);
    area.setRangeText(`${found[i].handle}${behind.startsWith(" ") ? "" : " "}`, end - (sought() ?? "").length, end, "end");
    close();
    asked++;
    keep();
    tell();
  }

  function key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (!offers.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (!offers.hidden && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      take(chosen);
    } else if (!offers.hidden && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  form.dataset.attached = "";
  return {
    forget() {
      if (draft) {
        sessionStorage.removeItem(draft);
      }
      requestAnimationFrame(grow);
    },
    dispose() {
      gone.abort();
    },
  };
}
