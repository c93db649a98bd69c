/**
 * Completions of a sentence's beginning (Bowman et al. 2015, §4.2): plain beam search with the decoder as a language
 * model at the prior's mean, or imputation by iterated conditional modes.
 */
import { type BeamOptions, decodeByBeam } from "../../core/decoding/beam";
import type { ForcedPrefix } from "../../core/decoding/constraint";
import { imputeEnd } from "../../core/decoding/imputation";
import {
  type CompleteOptions,
  type CompleteResult,
  type CompletionMethod,
  DEFAULTS,
  type DecodedText,
} from "../../core/exploration";
import type { OpenModel } from "../openModel";
import { MOST_BEAMS, MOST_WORDS, wholeNumber } from "../requests";
import { toTexts } from "./decode";
import { forcedPrefix, requirePrefix, wholePrefix } from "./prefix";

/** S of the paper. */
const ROUNDS = 3;
/** α of the plain beam: without it the shortest ending wins. */
const LENGTH_NORMALISATION = 0.7;

/** What a checked request comes to. */
interface Plan {
  readonly method: CompletionMethod;
  readonly count: number;
  readonly beam: number;
  readonly words: number | undefined;
}

/** Sentences with the prefix's very text at their beginning and something after it. */
export async function complete(
  model: OpenModel,
  prefix: string,
  options: CompleteOptions = {},
  signal?: AbortSignal,
): Promise<CompleteResult> {
  const plan = planOf(options);
  const result = (completions: readonly DecodedText[]) => ({ model: model.name, completions, method: plan.method });
  const whole = await wholePrefix(model, prefix);
  const spelt = await search(model, await forcedPrefix(model, prefix), whole.tokens, plan, signal);
  if (spelt.length > 0) return result(distinct(spelt, requirePrefix(prefix), plan.count));
  // No run of tokens spells the last word as it stands: it is taken as complete.
  const [read] = await model.tokenizer.decodeBatch([whole.tokens]);
  return result(distinct(await search(model, whole, whole.tokens, plan, signal), read, plan.count));
}

/** Sentences under the constraint, best first; `start` is the prefix as a sentence, for the first posterior. */
async function search(
  model: OpenModel,
  prefix: ForcedPrefix,
  start: readonly number[],
  { method, count, beam, words }: Plan,
  signal: AbortSignal | undefined,
): Promise<DecodedText[]> {
  const options: BeamOptions = {
    width: Math.max(beam, count),
    maxTokens: model.manifest.max_tokens,
    prefix,
    ...(words !== undefined && { allows: withinWords(model, words, prefix) }),
    ...(signal && { signal }),
  };
  if (method === "icm") {
    const means = async (sentences: readonly (readonly number[])[]) =>
      (await model.encoder.encode(sentences, signal)).map(({ mean }) => mean);
    return toTexts(model, await imputeEnd(model.decoder, means, { ...options, start, rounds: ROUNDS }));
  }
  // The beam also finds the prefix standing alone, which is no completion: one more leaves `count` others.
  const width = Math.max(beam, count + 1);
  const priorMean = new Float32Array(model.dimension);
  const beams = { ...options, width, lengthNormalisation: LENGTH_NORMALISATION };
  const [sentences] = await decodeByBeam(model.decoder, priorMean, 1, beams);
  return toTexts(model, sentences);
}

/** Whether tokens after the forced ones hold at most `most` words beyond the one being typed. */
function withinWords(model: OpenModel, most: number, forced: ForcedPrefix): (tokens: readonly number[]) => boolean {
  const { tokenizer } = model;
  const typed = countWords(forced.spelling?.text ?? "");
  // Words of a word-level vocabulary have no spaces of their own.
  const between = tokenizer.kind === "words" ? " " : "";
  return (tokens) => countWords(tokens.map((token) => tokenizer.tokenText(token)).join(between)) - typed <= most;
}

function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== "").length;
}

/**
 * Two runs of tokens may spell one sentence: the better stays. The prefix alone completes nothing. The beam's normalised
 * scores choose, lest short endings crowd out the rest; those chosen stand in the order of their probability.
 */
function distinct(sentences: readonly DecodedText[], prefix: string, count: number): DecodedText[] {
  const byText = new Map<string, DecodedText>();
  for (const sentence of sentences) if (!byText.has(sentence.text)) byText.set(sentence.text, sentence);
  const completions = [...byText.values()].filter(({ text }) => text.trimEnd() !== prefix.trimEnd());
  return completions.slice(0, count).sort((a, b) => b.logProbability - a.logProbability);
}

function planOf(options: CompleteOptions): Plan {
  const { complete: defaults } = DEFAULTS;
  return {
    method: options.method ?? defaults.method,
    count: wholeNumber("count", options.count ?? defaults.count, 1, MOST_BEAMS - 1),
    beam: wholeNumber("beam", options.beam ?? defaults.beam, 1, MOST_BEAMS),
    words: options.words === undefined ? undefined : wholeNumber("words", options.words, 1, MOST_WORDS),
  };
}
