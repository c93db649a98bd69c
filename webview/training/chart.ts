/**
 * Curves over the steps of a run, drawn by uPlot on a canvas in the colours that the style sheet gives the legend. For
 * assistive technology it is a picture with a title; the figures are in the table beside it.
 */
import { t } from "@vscode/l10n";
import uPlot from "uplot";
import { fill, h, setText } from "../lib/dom";
import { fixed } from "../lib/numbers";
import { counted } from "./facts";

export interface Line {
  /** Class of its colour. */
  readonly colour: string;
  readonly label: string;
  readonly isDashed?: boolean;
  /** On the scale from 0 to 1 at the other side. */
  readonly isShare?: boolean;
}

/** Values over steps, one array a line; where a line says nothing, null. */
export type Points = readonly [steps: readonly number[], ...lines: (readonly (number | null)[])[]];

const HEIGHT = 190;
const AXIS = { size: 44, gap: 4 };
/** Between two marks of the steps: whole numbers, for a run at its first step too. */
const STEPS_APART = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((mark) => mark * 10 ** power)).flat();

export class Chart {
  readonly element: HTMLElement;
  readonly #plot = h("div", { class: "chart-plot" });
  readonly #legend = h("div", { class: "chart-legend", attributes: { "aria-hidden": "true" } });
  readonly #values: HTMLElement[];
  readonly #picture: HTMLElement;
  #uplot: uPlot | undefined;
  #points: Points = [[]];

  constructor(
    private readonly title: string,
    private readonly lines: readonly Line[],
  ) {
    this.#values = lines.map(() => h("span", { class: "chart-value" }));
    const entries = lines.map(({ colour, label, isDashed = false }, index) =>
      h(
        "span",
        { class: `chart-key ${colour}${isDashed ? " dashed" : ""}` },
        h("span", { class: "chart-swatch" }),
        label,
        this.#values[index],
      ),
    );
    fill(this.#legend, ...entries);
    this.#picture = h("div", { class: "chart-picture", attributes: { role: "img" } }, this.#plot);
    this.element = h("figure", { class: "chart" }, h("figcaption", {}, title), this.#picture, this.#legend);
    if (typeof ResizeObserver !== "undefined") new ResizeObserver(() => this.#resize()).observe(this.#plot);
    // A change of theme changes the classes of the body and the variables on the root.
    const restyle = new MutationObserver(() => this.#renew());
    restyle.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    restyle.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  }

  draw(points: Points): void {
    this.#points = points;
    const newest = this.#newest();
    this.#say(newest);
    const words = this.lines.map(({ label, isShare = false }, index) => `${label} ${said(newest[index], isShare)}`);
    this.#picture.setAttribute("aria-label", `${this.title}: ${words.join(", ")}`);
    if (this.#uplot === undefined) this.#make();
    else this.#uplot.setData(aligned(points));
  }

  #make(): void {
    const width = this.#plot.clientWidth;
    if (width === 0 || this.#points[0].length === 0) return;
    this.#uplot = new uPlot(this.#options(width), aligned(this.#points), this.#plot);
  }

  #renew(): void {
    if (this.#uplot === undefined) return;
    this.#uplot.destroy();
    this.#uplot = undefined;
    this.#make();
  }

  #resize(): void {
    const width = this.#plot.clientWidth;
    if (this.#uplot === undefined) this.#make();
    else if (width > 0 && width !== this.#uplot.width) this.#uplot.setSize({ width, height: HEIGHT });
  }

  #options(width: number): uPlot.Options {
    const { color: text, fontFamily } = getComputedStyle(this.#legend);
    const grid = getComputedStyle(this.#plot).getPropertyValue("color");
    const axis = { stroke: text, font: `11px ${fontFamily}`, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    const keys = Array.from(this.#legend.children);
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false } },
      scales: { x: { time: false }, share: { range: [0, 1] } },
      axes: [
        { ...axis, size: 28, incrs: STEPS_APART, values: (_, values) => values.map(counted) },
        { ...axis, ...AXIS },
        ...(this.lines.some(({ isShare }) => isShare)
          ? [{ ...axis, ...AXIS, scale: "share", side: 1 as const, grid: { show: false } }]
          : []),
      ],
      series: [
        {},
        ...this.lines.map(({ label, isDashed = false, isShare = false }, index) => ({
          label,
          stroke: getComputedStyle(keys[index]).color,
          width: 1.5,
          spanGaps: true,
          ...(isDashed && { dash: [5, 4], points: { show: true, size: 5 } }),
          ...(isShare ? { scale: "share", points: { show: false } } : {}),
        })),
      ],
      hooks: { setCursor: [(plot) => this.#point(plot.cursor.idx)] },
    };
  }

  #point(index: number | null | undefined): void {
    this.#say(index === null || index === undefined ? this.#newest() : this.#before(index));
  }

  /** What each line says at a point, or said last before it. */
  #before(index: number): readonly (number | null)[] {
    const [, ...lines] = this.#points;
    return lines.map((values) => values.slice(0, index + 1).findLast((value) => value !== null) ?? null);
  }

  #newest(): readonly (number | null)[] {
    return this.#before(this.#points[0].length);
  }

  #say(values: readonly (number | null)[]): void {
    for (const [index, element] of this.#values.entries()) {
      setText(element, said(values[index], this.lines[index]?.isShare ?? false));
    }
  }
}

function said(value: number | null | undefined, isShare: boolean): string {
  return value === null || value === undefined ? t("none yet") : fixed(value, isShare ? 2 : 1);
}

function aligned([steps, ...lines]: Points): uPlot.AlignedData {
  return [[...steps], ...lines.map((values) => [...values])];
}
