import type { Familiarity } from "../core/metrics/familiarity";
import { type Reading, type Strangeness, strangenessOf } from "../core/metrics/strangeness";
import { fixed } from "./output";

const WORDS: Readonly<Record<Strangeness, string>> = {
  far: "far from what this model knows",
  unusual: "unusual for this model",
  lost: "not written back by this model",
};

export interface Strange {
  /** The sentence that is meant, where there are several. */
  readonly sentence?: string;
  readonly reading?: Reading;
}

/** What to say of a sentence that the model hardly knows; nothing of one that is like the others, or where it cannot tell. */
export function familiarityLine(
  familiarity: Familiarity | undefined,
  { sentence, reading }: Strange = {},
): readonly string[] {
  const strangeness = strangenessOf(familiarity, reading);
  if (familiarity === undefined || strangeness === undefined) return [];
  const which = sentence === undefined ? "" : `"${sentence}" is `;
  const { percentile } = familiarity;
  const share = percentile < 0.5 ? "under 1" : fixed(percentile, 0);
  const advice = "homotopy train makes a model of your text";
  return [`${which}${WORDS[strangeness]}: ${share} % of the sentences it knows are less familiar; ${advice}`];
}
