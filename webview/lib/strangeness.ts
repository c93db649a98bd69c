/** What a person is told of a text that is unlike those of a model's training, and the offer to train another model. */
import { t } from "@vscode/l10n";
import type { Familiarity } from "../../src/core/metrics/familiarity";
import { h } from "./dom";
import { shareOfWordsLost } from "./lostWords";
import { fixed } from "./numbers";

/** "lost": of the less familiar sentences, one that the model cannot write again. */
export type Strangeness = "far" | "unusual" | "lost";

/**
 * A sentence counts as lost if it is of the least familiar fifth and two thirds of its words come back as others. Either
 * alone says little: a model loses many a long sentence of the kind that it knows, and another training would not help.
 */
const LESS_FAMILIAR = 20;
const LOST_SHARE = 2 / 3;

/** Nothing of a text that is familiar, or of a model that cannot tell. `reading`: if it is at hand. */
export function strangenessOf(
  familiarity: Familiarity | undefined,
  reading?: { readonly text: string; readonly reconstruction: string },
): Strangeness | undefined {
  if (familiarity === undefined) return undefined;
  if (familiarity.verdict !== "familiar") return familiarity.verdict;
  if (reading === undefined || familiarity.percentile >= LESS_FAMILIAR) return undefined;
  return shareOfWordsLost(reading.text, reading.reconstruction) >= LOST_SHARE ? "lost" : undefined;
}

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
