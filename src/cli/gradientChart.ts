/** The variances of a study of gradients as an SVG picture: groups of bars over a logarithmic scale. */
import { type Decades, ESTIMATOR_NAMES, type GradientResult, place, rangeOf } from "./gradientText";

/** Pixels. */
const BAR = 14;
const GAP = 22;
const HEIGHT = 320;
const LEFT = 64;
const TOP = 64;
const BOTTOM = 96;
const LEAST_WIDTH = 640;

/** Okabe and Ito's colours, told apart by colour-blind readers too. */
const COLOURS = {
  reinforce: "#d55e00",
  "reinforce-baseline": "#e69f00",
  "reinforce-own-baseline": "#f0e442",
  pathwise: "#0072b2",
  "exact-kl": "#56b4e9",
} as const;

export function gradientChart({ model, sentences, draws, groups }: GradientResult): string {
  const range = rangeOf(groups);
  const groupWidth = BAR * Object.keys(COLOURS).length + GAP;
  const width = Math.max(LEAST_WIDTH, LEFT + groups.length * groupWidth + GAP);
  const title = `${model}: variance of the gradient by the encoder's weights (${sentences} sentences, ${draws} draws)`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${TOP + HEIGHT + BOTTOM}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(LEFT, 24, title, 'font-size="14"'),
    ...legend(),
    ...scale(range, width),
    ...groups.flatMap(({ group, estimators }, index) => {
      const left = LEFT + GAP / 2 + index * groupWidth;
      const bars = estimators.map(({ estimator, variance }, place) => {
        const y = heightOf(variance, range);
        const label = `${ESTIMATOR_NAMES[estimator]}, ${group}: ${variance.toExponential(2)}`;
        return `<rect x="${left + place * BAR}" y="${y}" width="${BAR - 2}" height="${round(TOP + HEIGHT - y)}" fill="${COLOURS[estimator]}"><title>${escaped(label)}</title></rect>`;
      });
      const [x, y] = [left + groupWidth / 2 - GAP / 2, TOP + HEIGHT + 16];
      return [...bars, text(x, y, group, `text-anchor="end" transform="rotate(-30 ${x} ${y})"`)];
    }),
    "</svg>\n",
  ].join("\n");
}

function legend(): string[] {
  let x = LEFT;
  return Object.entries(ESTIMATOR_NAMES).flatMap(([estimator, name]) => {
    const at = x;
    x += 24 + 6.2 * name.length;
    const colour = Object.entries(COLOURS).find(([key]) => key === estimator)?.[1];
    return [
      `<rect x="${round(at)}" y="36" width="10" height="10" fill="${colour}"/>`,
      text(round(at + 14), 45, name, 'font-size="11"'),
    ];
  });
}

/** A line and a label at each power of ten. */
function scale(range: Decades, width: number): string[] {
  return Array.from({ length: range.to - range.from + 1 }, (_, decade) => {
    const power = range.from + decade;
    const y = heightOf(10 ** power, range);
    return [
      `<line x1="${LEFT}" y1="${y}" x2="${width - GAP / 2}" y2="${y}" stroke="#d0d0d0"/>`,
      text(LEFT - 6, y + 4, `1e${power}`, 'text-anchor="end"'),
    ].join("\n");
  });
}

function heightOf(variance: number, range: Decades): number {
  return round(TOP + HEIGHT * (1 - place(variance, range)));
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" fill="#202020" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
