// The theme's colours, read when it changes and not at every draw.

/** So many colours tell runs apart to every eye; runs beyond them take the same again, dashed. */
const hues = 5;

export const colours = { single: "", runs: [], grid: "", axis: "", font: "", deck: "", ink: "", flag: "" };

export function readColours(element) {
  const style = getComputedStyle(element);
  const named = name => style.getPropertyValue(`--${name}`).trim();
  colours.single = named("chart-1");
  colours.runs = Array.from({ length: hues }, (_, i) => named(`run-${i + 1}`));
  colours.grid = named("chart-grid");
  colours.axis = named("chart-axis");
  colours.deck = named("deck");
  colours.ink = named("ink");
  colours.flag = named("accent");
  colours.font = `11px ${style.fontFamily}`;
}

/** A run alone has the charts' own colour; one among others has that of its place. */
export const colourOf = run => run.place === null ? colours.single : colours.runs[run.place % hues];

export const dashOf = run => run.place === null || run.place < hues ? undefined : [7, 4];

/** The line as it stands before a run's name. */
export function swatch(run) {
  const dash = dashOf(run) ? ' stroke-dasharray="6 3"' : "";
  const colour = run.place === null ? "--chart-1" : `--run-${(run.place % hues) + 1}`;
  return `<svg class="chart-swatch" width="22" height="10" viewBox="0 0 22 10" aria-hidden="true"><path d="M0 5H22" stroke="var(${colour})" stroke-width="3"${dash}/></svg>`;
}
