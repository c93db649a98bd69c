/** What the model makes of the same few held-out sentences after each epoch: one sees the space form. */
import { t } from "@vscode/l10n";
import type { SampleEvent } from "../../src/protocol/trainingEvents";
import { fill, h, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { sentence } from "../lib/text";

export class SamplesView {
  readonly element: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #newest = h("div", { class: "epoch-samples" });
  readonly #earlier = h("div");
  readonly #details = h("details", {}, h("summary", {}, t("Earlier epochs")), this.#earlier);
  #drawn = "";

  constructor() {
    const { element, aside } = section(t("What the model writes"), this.#newest, this.#details);
    this.element = element;
    this.#aside = aside;
  }

  draw(samples: readonly SampleEvent[]): void {
    const drawn = samples.map(({ epoch }) => epoch).join();
    this.element.hidden = samples.length === 0;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const [newest, ...earlier] = samples.toReversed();
    if (newest === undefined) return;
    setText(this.#aside, t("after epoch {0}", newest.epoch));
    fill(this.#newest, ...partsOf(newest));
    this.#details.hidden = earlier.length === 0;
    fill(
      this.#earlier,
      ...earlier.map((event) =>
        h("div", { class: "epoch-samples" }, heading(t("Epoch {0}", event.epoch)), ...partsOf(event)),
      ),
    );
  }
}

function partsOf({ reconstructions, homotopy = [], samples }: SampleEvent): HTMLElement[] {
  const pairs = reconstructions.map(({ text, reconstruction }) =>
    h("li", {}, sentence(text), h("span", { class: "becomes" }, "→ ", sentence(reconstruction, text))),
  );
  return [
    ...(pairs.length > 0 ? [part(t("Sentences and their reconstructions"), "ul", pairs)] : []),
    ...(homotopy.length > 0 ? [part(t("The way from the first to the second"), "ol", homotopy.map(item))] : []),
    part(t("Drawn from the prior"), "ul", samples.map(item)),
  ];
}

function part(title: string, list: "ul" | "ol", items: readonly HTMLElement[]): HTMLElement {
  return h("div", { class: "sample-part" }, heading(title), h(list, {}, ...items));
}

function heading(title: string): HTMLElement {
  return h("h3", {}, title);
}

function item(text: string): HTMLElement {
  return h("li", {}, sentence(text));
}
