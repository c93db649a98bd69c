/** The path as a slider: its stretches above, the sentence under the thumb decoded as it moves. */
import { t } from "@vscode/l10n";
import type { HomotopyStep } from "../../src/core/latent/homotopy";
import type { DecodedPoint } from "../../src/protocol/engine";
import type { HomotopyState } from "../../src/protocol/panels";
import { slider } from "../lib/controls";
import { fill, h, percent, setStyle } from "../lib/dom";
import { NewestWins } from "../lib/newestWins";
import { fixed } from "../lib/numbers";
import { sentence } from "../lib/text";

export class PathSlider {
  readonly element: HTMLElement;
  readonly #track = h("div", { class: "path-track", attributes: { "aria-hidden": "true" } });
  readonly #slider;
  readonly #text = h("p", { class: "path-sentence", attributes: { "aria-live": "polite" } });
  readonly #figures = h("p", { class: "path-figures" });
  readonly #requests = new NewestWins();
  readonly #decodeAt: (at: number) => Promise<DecodedPoint>;
  readonly #onMove: (at: number) => void;
  readonly #onError: (error: unknown) => void;
  #steps: readonly HomotopyStep[] = [];

  constructor(
    decodeAt: (at: number) => Promise<DecodedPoint>,
    onMove: (at: number) => void,
    onError: (error: unknown) => void,
  ) {
    this.#decodeAt = decodeAt;
    this.#onMove = onMove;
    this.#onError = onError;
    this.#slider = slider(
      {
        label: t("Position"),
        title: t("Move along the path: the sentence at the place is decoded as you go"),
        ...{ min: 0, max: 1, step: 0.005, format: (value: number) => `t = ${fixed(value, 3)}` },
      },
      () => this.#moved(),
    );
    this.#slider.value = 0.5;
    const path = h(
      "div",
      { class: "path" },
      h("span", { class: "end-letter", attributes: { "aria-hidden": "true" } }, "A"),
      h("div", { class: "path-middle" }, this.#track, this.#slider.element),
      h("span", { class: "end-letter", attributes: { "aria-hidden": "true" } }, "B"),
    );
    this.element = h(
      "section",
      { attributes: { "aria-label": t("Position on the path") } },
      path,
      this.#figures,
      this.#text,
    );
  }

  draw({ result }: HomotopyState): void {
    this.element.hidden = result === undefined;
    if (result === undefined) return;
    this.#steps = result.steps;
    fill(this.#track, ...result.steps.map(stretch));
    this.#moved();
  }

  /** Where the walk begins; nothing is decoded before there is a path. */
  set position(at: number) {
    this.#slider.value = at;
  }

  moveTo(at: number): void {
    if (Math.abs(this.#slider.value - at) < 0.0025) return;
    this.#slider.value = at;
    this.#moved();
  }

  #moved(): void {
    const at = this.#slider.value;
    const current = this.#steps.findIndex(({ to }) => at <= to);
    Array.from(this.#track.children).forEach((element, index) => {
      element.classList.toggle("current", index === current);
    });
    this.#onMove(at);
    this.#requests.run(async () => {
      try {
        this.#show(await this.#decodeAt(at));
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  #show({ t: at, text, logProbability }: DecodedPoint): void {
    const shown = this.#text.firstElementChild?.getAttribute("data-text");
    if (shown !== text) {
      const element = sentence(text);
      element.dataset.text = text;
      fill(this.#text, element);
    }
    const about = t("Log-probability of the sentence given its latent vector, in nats");
    fill(this.#figures, `t = ${fixed(at, 3)}`, h("span", { title: about }, `ln p ${fixed(logProbability, 1)}`));
  }
}

function stretch({ from, to, text }: HomotopyStep): HTMLElement {
  const element = h("span", { class: "path-stretch", title: text.slice(0, 200) });
  setStyle(element, "inline-size", percent(to - from));
  return element;
}
