/**
 * The missing ends of many sentences, token by token, for the adversarial evaluation (Bowman et al. 2015, §4.2): by one
 * beam of a language model, by iterated conditional modes of a sentence VAE. The work is counted, so that two models can
 * be given the same amount of it.
 */
import { decodeByBeam } from "../../core/decoding/beam";
import { imputeByModes, type PosteriorMeans } from "../../core/decoding/imputation";
import type { Pattern } from "../../core/decoding/pattern";
import type { StepDecoder } from "../../core/decoding/stepDecoder";
import { throwIfCancelled } from "../../core/errors";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import type { OpenModel } from "../openModel";
import type { OnnxState } from "../stepDecoder";
import { canJoin, joinStates } from "./joinStates";
import { inLockstep } from "./lockstep";

/** Whether an end has as many tokens as were removed, or from one to twice as many. */
export type EndLength = "fixed" | "free";

/** Which tokens are a sentence's end. */
export interface EndCut {
  /** Share of the tokens. */
  readonly share: number;
  /** Whether an end begins at any token, or with the word in which that token is and so with at least one whole word. */
  readonly cut: "token" | "word";
}

export interface EndOptions extends EndCut {
  readonly length: EndLength;
  /** Beginnings that one search keeps: 15 in the paper, of the VAE 5 in each round. */
  readonly width: number;
  /** Rounds of iterated conditional modes; a language model has one search. */
  readonly rounds: number;
  /** Told how many sentences are done. */
  readonly progress?: (done: number) => void;
}

/** What the imputation of all sentences took. */
export interface ImputationWork {
  /** Tokens that the decoder was fed: rows of all its steps. */
  readonly decoderTokens: number;
  /** Sentences that the encoder read. */
  readonly encodedSentences: number;
}

export interface ImputedEnds {
  /** Whole sentences in the order of the originals, tokens in reading order. */
  readonly sentences: readonly (readonly number[])[];
  readonly work: ImputationWork;
}

/** Sentences whose searches share the decoder's steps: enough rows to keep the cores busy. */
const TOGETHER = 8;
/** α of the beam where the length is free: without it the shortest end wins. */
const LENGTH_NORMALISATION = 0.7;

/** How many tokens of a sentence stay: at least the first, and at least the last goes. */
export function knownTokens(
  tokens: readonly number[],
  { share, cut }: EndCut,
  tokenizer: Pick<Tokenizer, "kind" | "tokenText">,
): number {
  let known = Math.max(1, tokens.length - Math.max(1, Math.round(share * tokens.length)));
  if (cut === "token" || tokenizer.kind === "words") return known;
  while (known > 1 && !tokenizer.tokenText(tokens[known]).startsWith(" ")) known--;
  return known;
}

/**
 * Imputes the end of each sentence: tokens in reading order without marks, at least two and no more than the model allows.
 * A sentence's end depends on its own known tokens and the length of its end alone.
 * @throws HomotopyError "cancelled" before a step once the signal is raised
 */
export async function imputeEnds(
  model: OpenModel,
  sentences: readonly (readonly number[])[],
  options: EndOptions,
  signal?: AbortSignal,
): Promise<ImputedEnds> {
  const work = { decoderTokens: 0, encodedSentences: 0 };
  const decoder = counted(model.decoder, work);
  const means: PosteriorMeans = async (found) => {
    throwIfCancelled(signal, "imputation");
    work.encodedSentences += found.length;
    const posteriors = await model.encoder.encode(found.map((tokens) => model.inDecodingOrder(tokens)));
    return posteriors.map(({ mean }) => mean);
  };
  const imputed = new Array<readonly number[]>(sentences.length);
  // Sentences of like lengths are in the same phase of their search.
  const order = [...sentences.keys()].sort((a, b) => sentences[b].length - sentences[a].length);
  const together = canJoin(model.manifest) ? TOGETHER : 1;
  for (let start = 0; start < order.length; start += together) {
    const group = order.slice(start, start + together);
    const found = await inLockstep(decoder, joinStates, group, (shared, index) =>
      imputeEnd({ model, decoder: shared, means, options, signal }, sentences[index]),
    );
    for (const [place, index] of group.entries()) imputed[index] = found[place];
    options.progress?.(start + group.length);
  }
  return { sentences: imputed, work };
}

interface Tools {
  readonly model: OpenModel;
  readonly decoder: StepDecoder<OnnxState>;
  readonly means: PosteriorMeans;
  readonly options: EndOptions;
  readonly signal: AbortSignal | undefined;
}

async function imputeEnd(
  { model, decoder, means, options, signal }: Tools,
  sentence: readonly number[],
): Promise<readonly number[]> {
  const { length, width, rounds } = options;
  const known = sentence.slice(0, knownTokens(sentence, options, model.tokenizer));
  const removed = sentence.length - known.length;
  const { max_tokens: maxTokens, decoder: shape } = model.manifest;
  const search = {
    pattern: endPattern(known, removed, { length, direction: shape.direction }),
    ...{ width, maxTokens, lengthNormalisation: length === "free" ? LENGTH_NORMALISATION : 0 },
    ...(signal && { signal }),
  };
  if (model.isLanguageModel) {
    const [[best]] = await decodeByBeam(decoder, new Float32Array(0), 1, search);
    return model.inDecodingOrder(best.tokens);
  }
  // x_U ← UNK, as in the paper.
  const unknown = [...known, ...new Array<number>(removed).fill(model.special.unk)];
  const starts = await means([model.inDecodingOrder(unknown)]);
  const { logDensity: logPrior } = model.prior();
  const [best] = (await imputeByModes(decoder, means, { ...search, starts, rounds, logPrior })).sentences;
  return model.inDecodingOrder(best.tokens);
}

/** A sentence whose known tokens are forced and whose end is a gap, in decoding order. */
export function endPattern(
  known: readonly number[],
  removed: number,
  { length, direction }: { readonly length: EndLength; readonly direction: "forward" | "backward" },
): Pattern {
  const gap = length === "fixed" ? { least: removed, most: removed } : { least: 1, most: 2 * removed };
  const forward = direction === "forward";
  return {
    tokens: forward ? known : [],
    regions: [{ texts: ["", ""], gaps: [gap], tokens: forward ? [] : [...known].reverse() }],
    // Nothing has to be spelt.
    tokenText: () => "",
  };
}

function counted(decoder: StepDecoder<OnnxState>, work: { decoderTokens: number }): StepDecoder<OnnxState> {
  return {
    vocabulary: decoder.vocabulary,
    special: decoder.special,
    start: (latents, rows) => decoder.start(latents, rows),
    select: (state, rows) => decoder.select(state, rows),
    step: (tokens, state, request) => {
      work.decoderTokens += tokens.length;
      return decoder.step(tokens, state, request);
    },
  };
}
