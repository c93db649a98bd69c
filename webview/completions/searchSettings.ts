/** How endings are searched for. */
import { t } from "@vscode/l10n";
import type { CompletionsSettings } from "../../src/protocol/panels";
import { choice, slider } from "../lib/controls";
import { h } from "../lib/dom";

export class SearchSettings {
  readonly element: HTMLElement;
  readonly #method;
  readonly #beam;
  readonly #count;

  constructor(onChange: () => void) {
    this.#method = choice<CompletionsSettings["method"]>(
      { label: t("Method"), title: t("How endings are searched for") },
      [
        {
          value: "beam",
          label: t("Beam search"),
          title: t("The likeliest endings at the latent vector of the beginning"),
        },
        {
          value: "icm",
          label: t("Imputation"),
          title: t("Ending and latent vector in turn, each the likeliest given the other (iterated conditional modes)"),
        },
      ],
      onChange,
    );
    this.#beam = slider(
      {
        label: t("Beam"),
        title: t("How many endings are followed at once: a wider beam finds likelier ones, and takes longer"),
        ...{ min: 1, max: 64, step: 1, format: String },
      },
      onChange,
    );
    this.#count = slider(
      { label: t("Completions"), title: t("At most as many are shown"), min: 1, max: 20, step: 1, format: String },
      onChange,
    );
    const attributes = { role: "group", "aria-label": t("Search") };
    const controls = [this.#method.element, this.#beam.element, this.#count.element];
    this.element = h("div", { class: "controls", attributes }, ...controls);
  }

  draw({ method, beam, count }: CompletionsSettings): void {
    this.#method.value = method;
    this.#beam.value = beam;
    this.#count.value = count;
  }

  get value(): CompletionsSettings {
    return { method: this.#method.value, beam: this.#beam.value, count: this.#count.value };
  }
}
