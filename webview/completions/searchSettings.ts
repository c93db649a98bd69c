/** How completions are searched for, by both methods. */
import { t } from "@vscode/l10n";
import type { CompletionsSettings } from "../../src/protocol/panels";
import { slider } from "../lib/controls";
import { h } from "../lib/dom";

export class SearchSettings {
  readonly element: HTMLElement;
  readonly #beam;
  readonly #count;

  constructor(onChange: () => void) {
    this.#beam = slider(
      {
        label: t("Beam"),
        title: t("How many sentences are followed at once: a wider beam finds likelier ones, and takes longer"),
        ...{ min: 1, max: 64, step: 1, format: String },
      },
      onChange,
    );
    this.#count = slider(
      {
        label: t("Completions"),
        title: t("At most as many are shown of each method"),
        ...{ min: 1, max: 20, step: 1, format: String },
      },
      onChange,
    );
    const attributes = { role: "group", "aria-label": t("Search") };
    this.element = h("div", { class: "controls", attributes }, this.#beam.element, this.#count.element);
  }

  draw({ beam, count }: CompletionsSettings): void {
    this.#beam.value = beam;
    this.#count.value = count;
  }

  get value(): CompletionsSettings {
    return { beam: this.#beam.value, count: this.#count.value };
  }
}
