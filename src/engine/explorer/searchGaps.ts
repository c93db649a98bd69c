/**
 * The search for what fills the gaps of a sentence: iterated conditional modes from several starts, of which a plain beam is
 * the first round; of a language model, one beam.
 *
 * A first z is the posterior mean of the known text with as many unknown tokens in each gap as it may hold, as in the
 * paper (x_U ← UNK), closed by a full stop if its end is missing. How long the missing part is stands in z: a short
 * start only ever finds short endings, so one chain starts at each of a few lengths. A word-level model has learned what
 * an unknown word is; byte-level BPE has not, and its untrained unknown token does as well, for it says nothing but that
 * something stands there.
 */
import { decodeByBeam, type FoundSentence } from "../../core/decoding/beam";
import { type ImputedSentence, imputeByModes, type RoundOfModes } from "../../core/decoding/imputation";
import type { Admits } from "../../core/decoding/knownWords";
import type { Gap, Pattern } from "../../core/decoding/pattern";
import type { Gaussian } from "../../core/latent/gaussian";
import type { OpenModel } from "../openModel";

/** S of the paper. */
const ROUNDS = 3;
/** Tokens in a gap of unknown length: what the chains start from. */
const LENGTHS = [1, 2, 3];
/** Sentences of a single beam that are rated, to one that is wanted: the last of each chain are seldom among the best. */
const SCORED = 2;
/** α where the end is missing: without it the shortest ending wins. */
const LENGTH_NORMALISATION = 0.7;

export interface GapSearch {
  readonly method: "beam" | "icm";
  readonly pattern: Pattern;
  /** The same with every known word taken as it stands: what the first z is taken from. */
  readonly closed: Pattern;
  /** Whether the text ends with a gap. */
  readonly endIsMissing: boolean;
  readonly width: number;
  /** What keeps the sentence to words that there are. */
  readonly admits?: Admits | undefined;
  /** Endings that are wanted: about as many should begin differently. */
  readonly count: number;
  readonly isLate: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Without a posterior of a language model. */
export type FoundFilling = FoundSentence &
  Partial<Pick<ImputedSentence, "chain" | "round">> & { readonly posterior?: Gaussian };

export interface GapsFound {
  readonly sentences: readonly FoundFilling[];
  /** Empty of a language model. */
  readonly trace: readonly RoundOfModes[];
}

/** Every sentence that was found, best first. */
export async function searchGaps(model: OpenModel, search: GapSearch): Promise<GapsFound> {
  const { pattern, width, admits, isLate, signal } = search;
  const options = {
    ...{ pattern, width, admits, isLate, lengthNormalisation: search.endIsMissing ? LENGTH_NORMALISATION : 0 },
    alike: Math.ceil(width / search.count),
    maxTokens: model.manifest.max_tokens,
    ...(signal && { signal }),
  };
  if (model.isLanguageModel) {
    const [sentences] = await decodeByBeam(model.decoder, new Float32Array(0), 1, options);
    return { sentences, trace: [] };
  }
  const posteriors = new Map<Float32Array, Gaussian>();
  const encode = async (sentences: readonly (readonly number[])[]) => {
    const encoded = await model.encoder.encode(sentences, signal);
    for (const posterior of encoded) posteriors.set(posterior.mean, posterior);
    return encoded.map(({ mean }) => mean);
  };
  const means = (sentences: readonly (readonly number[])[]) =>
    encode(sentences.map((tokens) => model.inDecodingOrder(tokens)));
  const { sentences, trace } = await imputeByModes(model.decoder, means, {
    ...options,
    starts: await encode(await startsOf(model, search)),
    rounds: search.method === "icm" ? ROUNDS : 1,
    ...(search.method === "beam" && { scored: SCORED * search.count }),
    logPrior: model.prior().logDensity,
  });
  return { sentences: sentences.map((found) => ({ ...found, ...withPosterior(posteriors.get(found.mean)) })), trace };
}

function withPosterior(posterior: Gaussian | undefined) {
  return posterior === undefined ? {} : { posterior };
}

/** Sentences in the order of the text, unknown where something is missing. */
async function startsOf(model: OpenModel, { closed, endIsMissing }: GapSearch): Promise<number[][]> {
  const stop = endIsMissing ? await fullStop(model) : [];
  const room = model.manifest.max_tokens - stop.length;
  const starts = new Map<string, number[]>();
  for (const length of LENGTHS) {
    const tokens = [...model.inDecodingOrder(withUnknown(closed, length, model.special.unk))].slice(0, room);
    starts.set(tokens.join(" "), [...tokens, ...stop]);
  }
  return [...starts.values()];
}

function withUnknown({ tokens, regions }: Pattern, length: number, unknown: number): number[] {
  const missing = ({ least, most }: Gap) => new Array<number>(Math.min(most, Math.max(least, length))).fill(unknown);
  return [...tokens, ...regions.flatMap((region) => [...region.gaps.flatMap(missing), ...region.tokens])];
}

/** Nothing in a vocabulary without full stops. */
async function fullStop({ tokenizer, special }: OpenModel): Promise<readonly number[]> {
  if (tokenizer.kind === "words")
    return (await tokenizer.encodeBatch(["."]))[0].filter((token) => token !== special.unk);
  const [letter, both] = await tokenizer.encodeBatch(["a", "a."]);
  return both.slice(letter.length);
}
