/**
 * What the explorer is asked and what it answers: plain data that the command line prints and the protocol carries.
 * Log-probabilities are ln p(x|z) in nats, the end mark counted unless the sentence was cut.
 */
import type { HomotopyStep } from "./latent/homotopy";
import type { PathName } from "./latent/path";
import type { BoundTerms } from "./metrics/bound";

export type DecodingMethod = "greedy" | "sample" | "beam";
export type CompletionMethod = "beam" | "icm";

export interface DecodeOptions {
  readonly method?: DecodingMethod | undefined;
  /** Of `sample`, above 0. */
  readonly temperature?: number | undefined;
  /** Of `sample`, in (0, 1]. */
  readonly topP?: number | undefined;
  /** Width of `beam`; its best sentence is the result. */
  readonly beam?: number | undefined;
  /** Of `sample`: each latent has a stream of its own, by its place in the call. */
  readonly seed?: number | undefined;
  /** Beginning that every sentence has; its last word may go on. */
  readonly prefix?: string | undefined;
}

export interface VariantsOptions {
  /** Draws from the posterior. */
  readonly count?: number | undefined;
  /** Factor on the posterior's deviation. */
  readonly spread?: number | undefined;
  /** 0 decodes greedily; above, words are sampled at this temperature. */
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
}

export interface InterpolateOptions {
  /** Evenly spaced points, both ends included; where `adaptive` begins. */
  readonly steps?: number | undefined;
  readonly path?: PathName | undefined;
  /** Bisects between points that decode differently. */
  readonly adaptive?: boolean | undefined;
  /** Width in t at which bisection stops. */
  readonly tolerance?: number | undefined;
}

export interface CompleteOptions {
  /** Greatest number of completions. */
  readonly count?: number | undefined;
  /** Width of the beam, at least: `count` beginnings for `icm`, and one more for `beam`. */
  readonly beam?: number | undefined;
  /** Greatest number of words after the prefix; the sentence's end if absent. */
  readonly words?: number | undefined;
  /** `icm`, the default, lets the latent follow the words: at the prior's mean a model that listens to z says little of sense. */
  readonly method?: CompletionMethod | undefined;
}

export interface SampleOptions {
  readonly count?: number | undefined;
  /** 0 decodes greedily; above, words are sampled at this temperature. */
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
}

export interface BoundOptions {
  readonly seed?: number | undefined;
  /** Draws of z a sentence, whose reconstructions are averaged. */
  readonly samples?: number | undefined;
}

export const DEFAULTS = {
  decode: { method: "greedy", temperature: 1, topP: 1, beam: 5, seed: 1 },
  variants: { count: 10, spread: 1, temperature: 0, seed: 1 },
  interpolate: { steps: 9, path: "linear", adaptive: false, tolerance: 1 / 128 },
  complete: { count: 5, beam: 5, method: "icm" },
  sample: { count: 5, temperature: 0, seed: 1 },
  bound: { seed: 1, samples: 1 },
} as const;

export interface DecodedText {
  readonly text: string;
  readonly logProbability: number;
}

export interface EncodedText {
  /** The text as the model read it: normalised, and cut if `truncated`. */
  readonly text: string;
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  /** KL(q(z|x) ‖ p(z)), nats. */
  readonly kl: number;
  /** Whether the text was longer than the model allows. */
  readonly truncated: boolean;
}

export interface Variant extends DecodedText {
  /** Draws that decoded to this sentence. */
  readonly count: number;
  /** Euclidean distance from the posterior mean to the nearest of them, whose `logProbability` this is. */
  readonly distance: number;
}

export interface VariantsResult extends EncodedText {
  /** Name and hash of the model: with the seed and the options, all that is needed to get the result again. */
  readonly model: string;
  readonly seed: number;
  /** The greedy sentence at the posterior mean. */
  readonly reconstruction: string;
  readonly variants: readonly Variant[];
}

export interface InterpolateResult {
  readonly model: string;
  readonly steps: readonly HomotopyStep[];
  /** d(first, last) / Σ d(consecutive) in tokens; 1 is a straight walk. */
  readonly smoothness: number;
}

export interface CompleteResult {
  readonly model: string;
  /** Whole sentences, best first. */
  readonly completions: readonly DecodedText[];
  readonly method: CompletionMethod;
}

export interface SampleResult {
  readonly model: string;
  readonly seed: number;
  readonly samples: readonly DecodedText[];
}

export interface ScoredText extends DecodedText {
  /** Tokens of the sentence, its end mark counted. */
  readonly tokens: number;
  readonly truncated: boolean;
}

export interface BoundResult extends BoundTerms {
  readonly text: string;
  readonly truncated: boolean;
}
