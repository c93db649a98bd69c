import type { Familiarity } from "../core/metrics/familiarity";
import { fixed } from "./output";

/** What to say of a sentence that the model hardly knows; nothing of one that is like the others, or where it cannot tell. */
export function familiarityLine(familiarity: Familiarity | undefined, sentence?: string): readonly string[] {
  if (familiarity === undefined || familiarity.verdict === "familiar") return [];
  const { verdict, percentile } = familiarity;
  const what = verdict === "far" ? "far from what this model knows" : "unusual for this model";
  const which = sentence === undefined ? "" : `"${sentence}" is `;
  const share = percentile < 0.5 ? "under 1" : fixed(percentile, 0);
  const advice = "homotopy train makes a model of your text";
  return [`${which}${what}: ${share} % of the sentences it knows are less familiar; ${advice}`];
}
