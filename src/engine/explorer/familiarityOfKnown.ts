/**
 * How far a text is from what the model knows of which something is missing: by the words that are known. With gaps inside,
 * these make a sentence well enough. A beginning does not: that a sentence should stop there surprises any model. The
 * encoder therefore reads it with a full stop, and of its likelihood only the known words count, not that they end.
 */
import { throwIfCancelled } from "../../core/errors";
import type { FamiliarityFound } from "../../core/exploration";
import { familiarity } from "../../core/metrics/familiarity";
import { countWords, splitIntoWords } from "../../core/metrics/words";
import { knownParts } from "../../core/text/gaps";
import { normalizeText } from "../../core/text/normalize";
import type { OpenModel } from "../openModel";
import { familiarityOfTexts, usualOf } from "./familiarity";

/** One word alone tells nothing: of everyday sentences' first words, every tenth looks far. */
const FEWEST_WORDS = 2;

/** `text` has gaps (as in `impute`) or no end (as in `complete`). Nothing of fewer than two known words. */
export async function familiarityOfKnown(
  model: OpenModel,
  text: string,
  signal?: AbortSignal,
): Promise<FamiliarityFound> {
  const parts = knownParts(text);
  const words = knownWords(parts);
  const known = parts[0] === "" && model.tokenizer.kind === "bpe" ? capitalized(words) : words;
  if (countWords(splitIntoWords(known, "unicode")) < FEWEST_WORDS) return {};
  if (parts[parts.length - 1] === "") return familiarityOfBeginning(model, known, signal);
  const [found] = await familiarityOfTexts(model, [known], signal);
  return found;
}

/** The known parts as one text: a mark that follows a gap touches the word before it. */
function knownWords(parts: readonly string[]): string {
  const joined = parts.reduce((before, part) => {
    const space = /^[\s\p{L}\p{N}]/u.test(part) ? " " : "";
    return `${before.trimEnd()}${space}${part.trimStart()}`;
  }, "");
  return normalizeText(joined);
}

/** As sentences begin. A vocabulary of words may know no capitals. */
function capitalized(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

async function familiarityOfBeginning(
  model: OpenModel,
  beginning: string,
  signal?: AbortSignal,
): Promise<FamiliarityFound> {
  const usual = usualOf(model);
  if (usual === undefined) return {};
  const stop = await fullStop(model);
  const [read] = await model.tokenizer.encodeBatch([beginning]);
  const tokens = read.slice(0, model.manifest.max_tokens - stop.length);
  const [{ mean }] = await model.encoder.encode([[...tokens, ...stop]], signal);
  const logLikelihood = await tokenLogLikelihood(model, { tokens, stop, mean }, signal);
  return { familiarity: familiarity({ logDensity: model.prior().logDensity(mean), logLikelihood }, usual) };
}

/** The tokens of a full stop after a word. A vocabulary of words is of text without marks, or with words for them. */
async function fullStop({ tokenizer }: OpenModel): Promise<readonly number[]> {
  if (tokenizer.kind === "words") return [];
  const [word, ended] = await tokenizer.encodeBatch(["a", "a."]);
  return ended.slice(word.length);
}

interface Beginning {
  readonly tokens: readonly number[];
  readonly stop: readonly number[];
  readonly mean: Float32Array;
}

/** ln p(x_t | x_<t, z = μ) of a beginning's own tokens, their mean in nats: neither the full stop nor the end mark counts. */
async function tokenLogLikelihood(
  model: OpenModel,
  { tokens, stop, mean }: Beginning,
  signal?: AbortSignal,
): Promise<number> {
  const { decoder } = model;
  const sentence = model.inDecodingOrder([...tokens, ...stop]);
  // A decoder that writes from the end meets the full stop first.
  const from = model.manifest.decoder.direction === "forward" ? 0 : stop.length;
  let state = await decoder.start(mean, 1);
  let input = decoder.special.bos;
  let sum = 0;
  for (let position = 0; position < from + tokens.length; position++) {
    throwIfCancelled(signal, "scoring");
    const request = { top: 0, targets: Int32Array.of(sentence[position]) };
    const step = await decoder.step(Int32Array.of(input), state, request);
    if (position >= from) sum += step.targetLogProbabilities[0];
    state = step.state;
    input = sentence[position];
  }
  return sum / tokens.length;
}
