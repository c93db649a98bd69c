/** What a person is told of a text that is unlike those of a model's training, and the offer to train another model. */
import { t } from "@vscode/l10n";
import type { Familiarity } from "../../src/core/metrics/familiarity";
import type { Strangeness } from "../../src/core/metrics/strangeness";
import { h } from "./dom";
import { fixed } from "./numbers";

export function strangenessInWords(strangeness: Strangeness): string {
  switch (strangeness) {
    case "far":
      return t("Far from what this model knows.");
    case "unusual":
      return t("Unusual for this model.");
    case "lost":
      return t("The model does not write this sentence back.");
  }
}

/** What the words stand on. */
export function percentileInWords({ percentile }: Familiarity): string {
  return t("{0} % of the sentences that this model knows are less familiar to it", fixed(percentile, 1));
}

export function trainingOffer(train: () => void): HTMLElement {
  const words = t("Train on this workspace to have one that knows your text.");
  return h("button", { class: "link", attributes: { type: "button" }, on: { click: train } }, words);
}
