// The field itself: marks under the text, a list of what can come next, and the keys that choose from it.
export function attach(form, page) {
  const input = form.querySelector("input");
  const marked = form.querySelector(".marked");
  const offers = form.querySelector(".offers");
  const sentence = form.querySelector(".refusal");
  const gone = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: gone.signal });
  const idle = 900;
  let asked = 0;
  let answer = { start: 0, end: 0, offers: [], wrong: null };
  let chosen = -1;
  let timer;

  on(input, "input", () => ask(true));
  on(input, "focus", () => ask(true));
  on(input, "click", () => ask(true));
  on(input, "scroll", follow);
  on(input, "blur", () => { close(); tell(true); });
  on(input, "keydown", key);
  on(form, "submit", async event => {
    event.preventDefault();
    close();
    await ask(false);
    tell(true);
    if (!answer.wrong) {
      await page.invokeMethodAsync("ApplyAsync", input.value.trim());
    }
  });
  // Before the field loses the focus, which closes the list.
  on(offers, "mousedown", event => {
    const offer = event.target.closest("[role=option]");
    event.preventDefault();
    if (offer) {
      take([...offers.children].indexOf(offer));
    }
  });

  if (input.value) {
    ask(false).then(() => tell(true));
  }

  async function ask(opens) {
    const mine = ++asked;
    const text = input.value;
    const got = await page.invokeMethodAsync("TypedAsync", text, input.selectionStart ?? text.length);
    if (mine !== asked || gone.signal.aborted) {
      return;
    }

    answer = got;
    chosen = -1;
    mark(false);
    tell(false);
    opens && document.activeElement === input && answer.offers.length > 0 ? open() : close();
  }

  // What is wrong right where somebody is writing may only be unfinished.
  function isUnfinished() {
    const { start, length } = answer.wrong;
    return document.activeElement === input && start + length >= (input.selectionStart ?? 0);
  }

  function mark(all) {
    marked.replaceChildren();
    if (answer.wrong && (all || !isUnfinished())) {
      const { start, length } = answer.wrong;
      const text = input.value;
      const end = start + Math.max(length, 1);
      const wrong = Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) || "\u00a0" });
      marked.append(text.slice(0, start), wrong, text.slice(end));
    }
    follow();
  }

  function tell(now) {
    clearTimeout(timer);
    const show = () => {
      mark(now);
      const wrong = answer.wrong && (now || !isUnfinished());
      sentence.hidden = !wrong;
      sentence.textContent = wrong ? answer.wrong.message : "";
      wrong ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    };
    if (now || !answer.wrong) {
      show();
    } else {
      timer = setTimeout(show, idle);
    }
  }

  function follow() {
    marked.scrollLeft = input.scrollLeft;
  }

  function open() {
    offers.replaceChildren(...answer.offers.map((offer, i) => {
      const option = Object.assign(document.createElement("div"), { id: `filter-offer-${i}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(
        Object.assign(document.createElement("span"), { className: "mono", textContent: offer.text }),
        Object.assign(document.createElement("span"), { className: "faint", textContent: offer.kind === "word" ? "" : offer.kind }));
      return option;
    }));
    offers.hidden = false;
    offers.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    offers.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(i) {
    offers.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = (i + offers.children.length) % offers.children.length;
    const option = offers.children[chosen];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function take(i) {
    const offer = answer.offers[i];
    const behind = input.value.slice(answer.end);
    const goesOn = offer.kind === "operator" && offer.text.endsWith("IN") ? " (" : behind.startsWith(" ") ? "" : " ";
    input.setRangeText(offer.text + goesOn, answer.start, answer.end, "end");
    ask(true);
  }

  function key(event) {
    const isOpen = !offers.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      isOpen ? choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1) : ask(true);
    } else if (isOpen && ((event.key === "Enter" && chosen >= 0) || (event.key === "Tab" && !event.shiftKey && input.value.length > answer.start))) {
      event.preventDefault();
      take(Math.max(chosen, 0));
    } else if (event.key === "Escape") {
      event.preventDefault();
      isOpen ? close() : input.blur();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      setTimeout(() => ask(true));
    }
  }

  form.dataset.attached = "";
  return {
    show(text) {
      if (input.value !== text) {
        input.value = text;
        ask(false).then(() => tell(true));
      }
    },
    dispose() {
      clearTimeout(timer);
      gone.abort();
    },
  };
}
