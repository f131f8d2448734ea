// Terminal colours as elements. Only text nodes and our own classes are made, whatever the text says.
const sequence = /\x1b(?:\[([0-9;:]*)m|\[[0-9;?<=>!]*[A-Za-z@`~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_=>()#78][0-9A-Za-z]?)/g;
const cube = [0, 95, 135, 175, 215, 255];

/** Draws a line of a terminal into an element; of a line that was written over, what was last. */
export function paint(element, line) {
  const written = line.replace(/\r+$/, "");
  const text = written.slice(written.lastIndexOf("\r") + 1);
  if (!text.includes("\x1b")) {
    element.textContent = text || "\u200b";
    return;
  }

  let style = {}, last = 0;
  for (const match of text.matchAll(sequence)) {
    append(element, text.slice(last, match.index), style);
    last = match.index + match[0].length;
    if (match[1] !== undefined) {
      style = change(style, match[1].split(/[;:]/).map(Number));
    }
  }

  append(element, text.slice(last), style);
  if (!element.firstChild) {
    element.textContent = "\u200b";
  }
}

function append(element, text, { fore, back, ...flags }) {
  if (text === "") {
    return;
  }

  const names = Object.keys(flags).filter(flag => flags[flag]);
  if (fore === undefined && back === undefined && names.length === 0) {
    element.append(text);
    return;
  }

  const span = document.createElement("span");
  span.textContent = text;
  span.className = [...names, colour(span, "f", "color", fore), colour(span, "b", "backgroundColor", back)].filter(Boolean).join(" ");
  element.append(span);
}

// The sixteen named colours follow the page's theme; others are as they were said.
function colour(span, prefix, property, value) {
  if (value === undefined) {
    return "";
  }

  if (typeof value === "number" && value < 16) {
    return prefix + value;
  }

  span.style[property] = typeof value === "string" ? value
    : value >= 232 ? `rgb(${Array(3).fill(8 + (value - 232) * 10)})`
    : `rgb(${[cube[Math.floor((value - 16) / 36)], cube[Math.floor((value - 16) / 6) % 6], cube[(value - 16) % 6]]})`;
  return "";
}

function change(style, codes) {
  const now = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) {
      for (const key of Object.keys(now)) {
        delete now[key];
      }
    } else if (code === 38 || code === 48) {
      const side = code === 38 ? "fore" : "back";
      if (codes[i + 1] === 5) {
        now[side] = Math.min(255, Math.max(0, codes[i + 2] || 0));
        i += 2;
      } else if (codes[i + 1] === 2) {
        now[side] = `rgb(${codes.slice(i + 2, i + 5).map(part => Math.min(255, part || 0))})`;
        i += 4;
      }
    } else if (code === 1) {
      now.bold = true;
    } else if (code === 2) {
      now.dim = true;
    } else if (code === 3) {
      now.italic = true;
    } else if (code === 4) {
      now.underline = true;
    } else if (code === 22) {
      now.bold = now.dim = false;
    } else if (code === 23) {
      now.italic = false;
    } else if (code === 24) {
      now.underline = false;
    } else if (code >= 30 && code <= 37) {
      now.fore = code - 30;
    } else if (code >= 90 && code <= 97) {
      now.fore = code - 82;
    } else if (code === 39) {
      delete now.fore;
    } else if (code >= 40 && code <= 47) {
      now.back = code - 40;
    } else if (code >= 100 && code <= 107) {
      now.back = code - 92;
    } else if (code === 49) {
      delete now.back;
    }
  }

  return now;
}
