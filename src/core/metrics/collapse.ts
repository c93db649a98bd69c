/**
 * Posterior collapse: the decoder writes without heeding z, the encoder says the same of every sentence, and the latent
 * space has nothing in it to explore (Bowman et al. 2015, §3; Li et al. 2019 on why KL and active units alone mislead:
 * free bits pay for both whether or not anything is said with them).
 *
 * What decides is the mutual information of sentence and latent, or its upper limit from moments (`informationLimit`), and
 * what z is worth to the decoder.
 */

import { type CollapseObjective, type CollapseRemedy, paidFor, remediesFor } from "./collapseRemedies";

export const COLLAPSE_VERDICTS = ["healthy", "partly collapsed", "collapsed"] as const;
export type CollapseVerdict = (typeof COLLAPSE_VERDICTS)[number];

export interface CollapseDiagnosis {
  readonly verdict: CollapseVerdict;
  /** What was measured, a sentence each. */
  readonly reasons: readonly string[];
  /** What to train otherwise; nothing for a healthy model. */
  readonly remedies: readonly CollapseRemedy[];
}

/** Measured on held-out sentences; all information in nats. */
export interface LatentUse {
  readonly sentences: number;
  /** Dimensions of the latent space. */
  readonly latent: number;
  readonly activeUnits: number;
  /** Mean KL to the prior. */
  readonly kl: number;
  /** Mutual information: an estimate, or an upper limit where nothing better was measured. */
  readonly information: number;
  /** The greatest value the estimate could have had. */
  readonly informationCeiling?: number | undefined;
  /** How much better the decoder writes a sentence with z from its own posterior than with z from another sentence's. */
  readonly gain?: number | undefined;
}

const FEWEST_SENTENCES = 32;
/** Below this nothing is said: as much as an estimate over a thousand sentences may be off. */
const NOTHING = 0.1;
/** ln 8: z tells eight kinds of sentences apart, which a model of text with a latent space worth its name passes easily. */
const LITTLE = Math.log(8);
/** Share of active units below which most of the latent space lies idle. */
const FEW_UNITS = 0.25;
/** KL counts as what free bits give if it is above them by no more than this share. */
const PAID_FOR = 0.1;

/** Undefined for a language model, and where there are too few sentences to tell one from another. */
export function diagnoseCollapse(use: LatentUse, objective: CollapseObjective = {}): CollapseDiagnosis | undefined {
  if (use.latent === 0 || use.sentences < FEWEST_SENTENCES) return undefined;
  const verdict = verdictOf(use);
  return {
    verdict,
    reasons: reasonsFor(use, objective),
    remedies: verdict === "healthy" ? [] : remediesFor(objective),
  };
}

function verdictOf({ information, informationCeiling, gain, activeUnits, latent }: LatentUse): CollapseVerdict {
  const ceiling = informationCeiling ?? Number.POSITIVE_INFINITY;
  const worth = Math.min(information, gain ?? information);
  if (worth < NOTHING) return "collapsed";
  const few = activeUnits < FEW_UNITS * latent;
  return worth < Math.min(LITTLE, ceiling / 2) || few ? "partly collapsed" : "healthy";
}

function reasonsFor(use: LatentUse, objective: CollapseObjective): string[] {
  const { latent, activeUnits, kl, information, informationCeiling, gain } = use;
  const ceiling = informationCeiling === undefined ? "" : `, where at most ${nats(informationCeiling)} can be measured`;
  const limited = informationCeiling === undefined ? "at most " : "";
  const free = paidFor(latent, objective);
  return [
    `the latent tells ${limited}${nats(Math.max(0, information))} nats about its sentence${ceiling}`,
    ...(gain === undefined
      ? []
      : [`the decoder writes a sentence ${nats(gain)} nats better with its own latent than with another sentence's`]),
    `${activeUnits} of ${latent} units are active, and the KL is ${nats(kl)} nats`,
    ...(free > 0 && kl <= free * (1 + PAID_FOR)
      ? [`the objective gives ${nats(free)} nats of KL away, so that neither says anything by itself here`]
      : []),
  ];
}

function nats(value: number): string {
  return value.toFixed(2).replace("-", "\u2212");
}
