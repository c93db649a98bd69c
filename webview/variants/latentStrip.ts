/**
 * The posterior at a glance: a column for each latent dimension with its mean and ±σ, over the mean and deviation of all
 * text, those of most KL first. One tab stop: the arrow keys move over the dimensions, like the pointer.
 */
import { t } from "@vscode/l10n";
import type { VariantsState } from "../../src/protocol/panels";
import { fill, h, percent, setStyle, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { fixed } from "../lib/numbers";
import type { ViewState } from "../lib/viewState";
import { type Dimension, dimensionsOf, extentOf, hasKl } from "./dimensions";
import { latentTable } from "./latentTable";

export class LatentStrip {
  readonly element: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #columns = h("div", { class: "strip-columns", attributes: { "aria-hidden": "true" } });
  readonly #scale = h("div", { class: "strip-scale" });
  readonly #chart: HTMLElement;
  readonly #explanation = h("p", { class: "strip-explanation" });
  readonly #legend = [
    h("span", { class: "swatch strip-mean" }),
    h("span", { class: "swatch strip-sigma" }),
    t("Mean ± σ of the sentence"),
    h("span", { class: "swatch strip-usual" }),
    t("of all text"),
    h("span", {}, t("· dimensions of most KL first")),
  ];
  readonly #table = h("div", { class: "strip-table" });
  readonly #details: HTMLDetailsElement;
  #dimensions: readonly Dimension[] = [];
  #current = 0;

  constructor(view: ViewState) {
    const kl = h("span", { class: "strip-scale-kl" }, "KL");
    const scale = h("div", { attributes: { "aria-hidden": "true" } }, this.#scale, kl);
    const attributes = { role: "slider", tabindex: "0", "aria-label": t("Latent dimensions"), "aria-valuemin": "1" };
    this.#chart = h("div", { class: "strip", attributes }, h("div", { class: "strip-body" }, scale, this.#columns));
    this.#chart.addEventListener("keydown", (event) => this.#onKey(event));
    this.#chart.addEventListener("focus", () => this.#point(this.#current));
    this.#chart.addEventListener("blur", () => this.#unpoint());
    this.#chart.addEventListener("pointermove", (event) => this.#onPointer(event));
    this.#chart.addEventListener("pointerleave", () => this.#unpoint());
    this.#details = h("details", {}, h("summary", {}, t("As a table")), this.#table);
    this.#details.open = view.get("table") === true;
    this.#details.addEventListener("toggle", () => {
      view.set("table", this.#details.open);
      this.#drawTable();
    });
    const { element, aside } = section(t("Latent vector"), this.#chart, this.#explanation, this.#details);
    this.element = element;
    this.#aside = aside;
  }

  draw({ result, latent }: VariantsState): void {
    this.#dimensions = result === undefined ? [] : dimensionsOf(result, latent);
    this.element.hidden = this.#dimensions.length === 0;
    setText(
      this.#aside,
      t("KL in {0} of {1} dimensions", this.#dimensions.filter(hasKl).length, this.#dimensions.length),
    );
    this.#aside.title = t(
      "More than 0.01 nats on average over all text; free bits give as much to dimensions that say nothing",
    );
    this.#chart.setAttribute("aria-valuemax", String(this.#dimensions.length));
    const extent = extentOf(this.#dimensions);
    fill(this.#scale, ...[extent, 0, -extent].map((value) => h("span", {}, fixed(value, 1))));
    const mostKl = Math.max(...this.#dimensions.map(({ kl }) => kl));
    fill(this.#columns, ...this.#dimensions.map((dimension) => column(dimension, extent, mostKl)));
    this.#current = Math.min(this.#current, Math.max(0, this.#dimensions.length - 1));
    this.#describeCurrent();
    if (document.activeElement === this.#chart) this.#point(this.#current);
    else this.#unpoint();
    this.#drawTable();
  }

  #drawTable(): void {
    fill(this.#table, this.#details.open && latentTable(this.#dimensions));
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: 8,
      PageDown: -8,
    };
    const last = this.#dimensions.length - 1;
    const target =
      event.key === "Home" ? 0 : event.key === "End" ? last : this.#current + (steps[event.key] ?? Number.NaN);
    if (Number.isNaN(target) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#point(Math.min(last, Math.max(0, target)));
  }

  #onPointer(event: PointerEvent): void {
    const target = event.target instanceof Element ? event.target.closest(".strip-column") : null;
    const index = target === null ? -1 : Array.from(this.#columns.children).indexOf(target);
    if (index >= 0) this.#point(index);
  }

  #point(index: number): void {
    this.#columns.children[this.#current]?.classList.remove("pointed");
    this.#current = index;
    this.#columns.children[index]?.classList.add("pointed");
    setText(this.#explanation, this.#describeCurrent());
  }

  #unpoint(): void {
    if (document.activeElement === this.#chart) {
      this.#point(this.#current);
      return;
    }
    this.#columns.children[this.#current]?.classList.remove("pointed");
    fill(this.#explanation, ...this.#legend);
  }

  #describeCurrent(): string {
    const dimension = this.#dimensions[this.#current];
    const text = dimension === undefined ? "" : explain(dimension, this.#current);
    this.#chart.setAttribute("aria-valuenow", String(this.#current + 1));
    this.#chart.setAttribute("aria-valuetext", text);
    return text;
  }
}

/** The figures of a dimension in a sentence. */
function explain({ index, mean, sigma, usualMean, usualDeviation, kl }: Dimension, rank: number): string {
  const away = (mean - usualMean) / usualDeviation;
  return [
    t("Dimension {0}, rank {1}", index + 1, rank + 1),
    t("here {0} ± {1}", fixed(mean, 2), fixed(sigma, 2)),
    t("all text {0} ± {1}", fixed(usualMean, 2), fixed(usualDeviation, 2)),
    Number.isFinite(away) ? t("{0} deviations from usual", fixed(away, 1)) : "",
    t("KL of {0} nats on average", fixed(kl, 2)),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Values from −extent at the bottom to +extent at the top. */
function column(dimension: Dimension, extent: number, mostKl: number): HTMLElement {
  const { mean, sigma, usualMean, usualDeviation, kl } = dimension;
  const information = h("span", { class: "strip-kl" });
  setStyle(information, "block-size", percent(mostKl > 0 ? kl / mostKl : 0));
  return h(
    "span",
    { class: hasKl(dimension) ? "strip-column" : "strip-column inactive" },
    h(
      "span",
      { class: "strip-plot" },
      band("strip-usual", usualMean - usualDeviation, usualMean + usualDeviation, extent),
      band("strip-sigma", mean - sigma, mean + sigma, extent),
      band("strip-mean", mean, mean, extent),
    ),
    h("span", { class: "strip-information" }, information),
  );
}

function band(name: string, low: number, high: number, extent: number): HTMLElement {
  const element = h("span", { class: name });
  setStyle(element, "inset-block-end", percent((low + extent) / (2 * extent)));
  setStyle(element, "inset-block-start", percent((extent - high) / (2 * extent)));
  return element;
}
