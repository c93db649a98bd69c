/**
 * From sentences that a search found to what a person chooses from: each text once, its end cut to the words that were
 * asked for, and different beginnings before more of the same.
 */
import type { Pattern } from "../../core/decoding/pattern";
import type { Completion } from "../../core/exploration";
import { logSumExp } from "../../core/latent/prior/mixture";
import type { OpenModel } from "../openModel";
import { type FilledText, fillTexts, inTextOrder } from "./filled";
import type { FoundFilling } from "./searchGaps";
import { endsInWord, firstWords } from "./words";

/**
 * Endings are ordered by ln p / tokens^½: by ln p, the shortest come first; by its mean over the tokens, endings of many
 * words that only hang together. (The true ending's place among those the bundled model finds is 0.41, 0.36 and 0.35 of
 * the list; the last reads worst.) Between known parts the length is no question of how much one likes to say.
 */
const END_NORMALISATION = 0.5;

export type RatedFilling = FoundFilling & { readonly gapLogProbability: number };

export interface Presentation {
  readonly known: readonly string[];
  readonly pattern: Pattern;
  readonly count: number;
  /** Greatest number of words of a gap at the end of the text; the whole end if absent. */
  readonly words: number | undefined;
}

interface Candidate {
  readonly completion: Completion;
  /** Whether its probability is that of all sentences that begin so: the search itself has cut it. */
  readonly isAll: boolean;
}

/** Ordered by the probability of what was missing; where that is the end, a longer one may be less probable. */
export async function completionsOf(
  model: OpenModel,
  sentences: readonly RatedFilling[],
  presentation: Presentation,
): Promise<Completion[]> {
  const texts = await fillTexts(model, presentation.known, sentences);
  const byText = new Map<string, Candidate>();
  for (const [index, sentence] of sentences.entries()) {
    const completion = completionOf(model, sentence, texts[index], presentation);
    const candidate = { completion, isAll: !sentence.ended };
    const same = byText.get(completion.text);
    byText.set(completion.text, same === undefined ? candidate : merged(same, candidate));
  }
  const filling = [...byText.values()]
    .map(({ completion }) => completion)
    .filter(({ filled }) => filled.every((text) => text.trim() !== ""));
  const endIsMissing = presentation.known[presentation.known.length - 1] === "";
  const power = endIsMissing ? END_NORMALISATION : 0;
  return ordered(differentFirst(ordered(filling, power)).slice(0, presentation.count), power);
}

function ordered(completions: readonly Completion[], power: number): Completion[] {
  const score = ({ gapLogProbability, gapTokens }: Completion) => gapLogProbability / Math.max(1, gapTokens) ** power;
  return [...completions].sort((a, b) => score(b) - score(a));
}

function completionOf(
  model: OpenModel,
  sentence: RatedFilling,
  whole: FilledText,
  { known, pattern, words }: Presentation,
): Completion {
  const { logProbability, gapLogProbability, round = 1 } = sentence;
  const { tokens, spans } = inTextOrder(model, sentence);
  const lengths = spans.map(({ from, to }) => to - from);
  const gapTokens = lengths.reduce((sum, length) => sum + length, 0);
  const common = { logProbability, gapLogProbability, round };
  if (known[known.length - 1] !== "") return { ...whole, ...common, gapTokens };
  const end = whole.filled[whole.filled.length - 1];
  const kept = words === undefined ? end : firstWords(end, words, endsInWord(known[known.length - 2]));
  if (kept === end) return { ...whole, ...common, gapTokens: gapTokens + (sentence.ended ? 1 : 0) };
  const [{ from, before }] = spans.slice(-1);
  return {
    ...{ text: whole.text.slice(0, whole.text.length - (end.length - kept.length)), ...common },
    filled: [...whole.filled.slice(0, -1), kept],
    gapTokens: gapTokens - lengths[lengths.length - 1] + tokensOf(pattern, tokens.slice(from), before + kept.length),
  };
}

/** How many tokens the first characters of a text take. */
function tokensOf(pattern: Pattern, tokens: readonly number[], characters: number): number {
  let read = 0;
  for (const [index, token] of tokens.entries()) {
    if (read >= characters) return index;
    read += pattern.tokenText(token).length;
  }
  return tokens.length;
}

/** Runs of tokens that spell one text, or whole sentences that were cut to it, are each a part of its probability. */
function merged(first: Candidate, second: Candidate): Candidate {
  if (first.isAll || second.isAll) return first.isAll ? first : second;
  const both = [first.completion.gapLogProbability, second.completion.gapLogProbability];
  return { ...first, completion: { ...first.completion, gapLogProbability: Math.min(0, logSumExp(both)) } };
}

/** The first of each beginning of the gaps, in order, before more that begin so. */
function differentFirst(completions: readonly Completion[]): Completion[] {
  const seen = new Set<string>();
  const different: Completion[] = [];
  const more: Completion[] = [];
  for (const completion of completions) {
    const beginning = completion.filled.map(firstWord).join(" ");
    (seen.has(beginning) ? more : different).push(completion);
    seen.add(beginning);
  }
  return [...different, ...more];
}

function firstWord(text: string): string {
  return /[\p{L}\p{M}\p{N}'’]+/u.exec(text)?.[0].toLowerCase() ?? text;
}
