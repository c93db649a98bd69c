import type { Familiarity } from "../core/metrics/familiarity";
import { fixed } from "./output";

/** What to say of a sentence that the model hardly knows; nothing of one that is like the others. */
export function familiarityLine({ verdict, percentile }: Familiarity): readonly string[] {
  if (verdict === "familiar") return [];
  const what = verdict === "far" ? "far from what this model knows" : "unusual for this model";
  const share = percentile < 0.5 ? "under 1" : fixed(percentile, 0);
  return [`${what}: ${share} % of the sentences it knows are less familiar; homotopy train makes a model of your text`];
}
