/** Whether a text is so unlike those of a model's training that a person should be told. */
import type { Familiarity } from "./familiarity";
import { shareOfWordsLost } from "./lostWords";

/** "lost": of the less familiar sentences, one that the model cannot write again. */
export type Strangeness = "far" | "unusual" | "lost";

/** A sentence and what the model writes at its posterior mean. */
export interface Reading {
  readonly text: string;
  readonly reconstruction: string;
}

/**
 * A sentence counts as lost if it is of the least familiar fifth and two thirds of its words come back as others. Either
 * alone says little: a model loses many a long sentence of the kind that it knows, and another training would not help.
 */
const LESS_FAMILIAR = 20;
const LOST_SHARE = 2 / 3;

/** Nothing of a text that is familiar, or of a model that cannot tell. `reading`: if it is at hand. */
export function strangenessOf(familiarity: Familiarity | undefined, reading?: Reading): Strangeness | undefined {
  if (familiarity === undefined) return undefined;
  if (familiarity.verdict !== "familiar") return familiarity.verdict;
  if (reading === undefined || familiarity.percentile >= LESS_FAMILIAR) return undefined;
  return shareOfWordsLost(reading.text, reading.reconstruction) >= LOST_SHARE ? "lost" : undefined;
}
