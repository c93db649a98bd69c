/**
 * What the explorer is asked and what it answers: plain data that the command line prints and the protocol carries.
 * Log-probabilities are ln p(x|z) in nats, the end mark counted unless the sentence was cut.
 */
import type { HomotopyStep } from "./latent/homotopy";
import type { PathName } from "./latent/path";
import type { PriorName } from "./latent/prior/prior";
import type { BoundTerms } from "./metrics/bound";
import type { Familiarity } from "./metrics/familiarity";

export type DecodingMethod = "greedy" | "sample" | "beam";
export type CompletionMethod = "beam" | "icm";

export interface DecodeOptions {
  readonly method?: DecodingMethod | undefined;
  /** Of `sample`, above 0. */
  readonly temperature?: number | undefined;
  /** Of `sample`, in (0, 1]. */
  readonly topP?: number | undefined;
  /** Width of `beam`; the sentence whose tokens are the most probable on average is the result. */
  readonly beam?: number | undefined;
  /** Of `sample`: each latent has a stream of its own, by its place in the call. */
  readonly seed?: number | undefined;
  /**
   * Of `beam`: a text whose words may be written beside those of the model's lexicon, and no others, where there is such a
   * sentence. Without it, or a lexicon, any pieces may be joined.
   */
  readonly knownWords?: string | undefined;
  /** Beginning that every sentence has; its last word may go on. */
  readonly prefix?: string | undefined;
}

export interface VariantsOptions {
  /** Draws from the posterior. */
  readonly count?: number | undefined;
  /** Factor on the posterior's deviation. */
  readonly spread?: number | undefined;
  /** 0 takes the most probable sentence, by a narrow beam; above, words are sampled at this temperature. */
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
  /**
   * Draws from a posterior that a few gradient steps on the training's bound have refined for this sentence; true unless
   * given. A decoder that is none of ours has only the encoder's.
   */
  readonly refine?: boolean | undefined;
  /** Draws from the posterior of `sharpen` with its defaults instead: more steps, on the bound at full KL weight. */
  readonly sharpen?: boolean | undefined;
}

export interface SharpenOptions {
  /** Gradient steps on the sentence's bound. */
  readonly steps?: number | undefined;
  /** Draws of z that each step's gradient is the mean over. */
  readonly draws?: number | undefined;
  /** Of the first step, in the latent space's own units; it falls to 0 along a line. */
  readonly learningRate?: number | undefined;
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
  /** Between means of posteriors refined for these sentences, as of `VariantsOptions`; true unless given. */
  readonly refine?: boolean | undefined;
}

export interface CompleteOptions {
  /** Greatest number of completions. */
  readonly count?: number | undefined;
  /** Width of the beam, at least `count`. */
  readonly beam?: number | undefined;
  /** Greatest number of words in each gap; as many as fit if absent. Of a gap at the sentence's end, it cuts the sentence. */
  readonly words?: number | undefined;
  /** Fewest and most tokens of each gap; at least one, and as many as fit, if absent. */
  readonly tokens?: { readonly least: number; readonly most: number } | undefined;
  /**
   * `icm`, the default, lets the latent follow the words; `beam` is its first round, at the posterior mean of the known
   * text. A language model can only `beam`.
   */
  readonly method?: CompletionMethod | undefined;
  /** Milliseconds after which the best found so far is the result; as long as it takes if absent. */
  readonly budgetMilliseconds?: number | undefined;
}

/** Of a text with gaps anywhere. */
export type ImputeOptions = CompleteOptions;

export interface SampleOptions {
  readonly count?: number | undefined;
  /** 0 takes the most probable sentence, by a beam; above, words are sampled at this temperature. A language model's default is 1. */
  readonly temperature?: number | undefined;
  /** Where z comes from: the prior that was fitted to the model's aggregate posterior, if it has one, or N(0, I). */
  readonly prior?: PriorName | undefined;
  /**
   * Factor on the prior's deviation, of a learned prior on that of each of its components: 1 is the prior itself, less
   * stays nearer to what is usual. Default: 0.6 for a learned prior, 1 for N(0, I).
   */
  readonly spread?: number | undefined;
  readonly seed?: number | undefined;
}

export interface BoundOptions {
  readonly seed?: number | undefined;
  /** Draws of z a sentence, whose reconstructions are averaged. */
  readonly samples?: number | undefined;
}

export const DEFAULTS = {
  decode: { method: "greedy", temperature: 1, topP: 1, beam: 5, seed: 1 },
  variants: { count: 10, spread: 1, temperature: 0, seed: 1, refine: true, sharpen: false },
  /** See bench/README.md for what more steps bring, and what they cost. */
  refine: { steps: 8, draws: 4, learningRate: 0.1, seed: 1 },
  sharpen: { steps: 20, draws: 8, learningRate: 0.1, seed: 1 },
  interpolate: { steps: 9, path: "linear", adaptive: false, tolerance: 1 / 128, refine: true },
  complete: { count: 5, beam: 5, method: "icm" },
  sample: { count: 5, temperature: 0, seed: 1, spread: { standard: 1, learned: 0.6 } },
  bound: { seed: 1, samples: 1 },
} as const;

/**
 * How sentences are found that a person reads: a narrow beam mends many of the words that greedy decoding gets wrong, and no
 * words are made up. `texts`: where they come from, whose words are known whether the model has met them or not.
 */
export function toRead(...texts: readonly string[]): DecodeOptions {
  return { method: "beam", beam: 3, knownWords: texts.join("\n") };
}

/** The same of draws from the prior: they are nobody's sentence, so there is more to mend, and nobody waits for a long list. */
export const TO_READ_OF_PRIOR: DecodeOptions = { ...toRead(), beam: 8 };

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
  /** How far the text is from what the model knows: where that was asked for, of a model that can tell. */
  readonly familiarity?: Familiarity;
}

/** How far a text is from what the model knows; nothing of a model that cannot tell, or of a text too short to tell. */
export type FamiliarityFound = Pick<EncodedText, "familiarity">;

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
  /** The sentence at the posterior mean, found as the variants are at temperature 0. */
  readonly reconstruction: string;
  readonly variants: readonly Variant[];
  /** What the posterior gained when it was sharpened. */
  readonly sharpened?: SharpeningGain;
}

/** Negative bounds are reconstruction + KL at KL weight 1 in nats, estimated with the same draws of z before and after. */
export interface SharpeningGain {
  readonly boundBefore: number;
  readonly boundAfter: number;
  /** boundBefore − boundAfter, never below 0, and its standard error. */
  readonly gain: number;
  readonly gainError: number;
  /** Steps to the posterior that was kept; 0 if none was better than the encoder's. */
  readonly steps: number;
}

/** A posterior of a sentence, and what the decoder makes of its mean. */
export interface PosteriorReading {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  /** KL(q(z|x) ‖ p(z)), nats. */
  readonly kl: number;
  /** The sentence that a narrow beam finds at the mean. */
  readonly reconstruction: string;
}

export interface SharpenResult extends SharpeningGain {
  readonly model: string;
  readonly seed: number;
  /** The text as the model read it. */
  readonly text: string;
  readonly truncated: boolean;
  /** The encoder's posterior, and the one refined for this sentence. */
  readonly before: PosteriorReading;
  readonly after: PosteriorReading;
}

export interface InterpolateResult {
  readonly model: string;
  readonly steps: readonly HomotopyStep[];
  /** d(first, last) / Σ d(consecutive) in tokens; 1 is a straight walk. */
  readonly smoothness: number;
}

/** A whole sentence whose missing parts were filled. */
export interface Completion extends DecodedText {
  /** What stands in each gap, in the order of the text: the known parts with these between them are `text`. */
  readonly filled: readonly string[];
  /** An estimate of ln p(missing | known), nats. */
  readonly gapLogProbability: number;
  /**
   * Tokens that `gapLogProbability` is of, an end mark that was missing counted: exp(gapLogProbability / gapTokens) is a
   * token's mean probability, to be compared with a threshold.
   */
  readonly gapTokens: number;
  /** Of iterated conditional modes: the round, from 1, that found it first. */
  readonly round: number;
}

/** A round of iterated conditional modes. */
export interface ImputationRound {
  /** From 1. */
  readonly round: number;
  /** The round's most probable sentence. */
  readonly text: string;
  /** ln p(x | z = μ(x)) of that sentence. */
  readonly logProbability: number;
  /** Euclidean distance from the round's z to the mean of that sentence, the next round's z. */
  readonly step: number;
}

export interface ImputeResult {
  readonly model: string;
  readonly method: CompletionMethod;
  /** Best first: by `gapLogProbability`, where the end of the sentence is missing over the square root of `gapTokens`. */
  readonly completions: readonly Completion[];
  /** Empty for `beam`. */
  readonly trace: readonly ImputationRound[];
}

/** Of a beginning, whose missing end is the one gap: `filled[0]` is what stands after the beginning as it was given. */
export type CompleteResult = ImputeResult;

export interface SampleResult {
  readonly model: string;
  readonly seed: number;
  /** Where z came from; a language model has none. */
  readonly prior?: PriorName;
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
