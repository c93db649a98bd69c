/**
 * Imputation of a sentence's missing parts (Bowman et al. 2015, §4.2), wherever they are: a beam search, or iterated
 * conditional modes. A language model imputes by beam.
 */

import type { Admits } from "../../core/decoding/knownWords";
import type { Gap, Pattern } from "../../core/decoding/pattern";
import { HomotopyError } from "../../core/errors";
import {
  type CompletionMethod,
  DEFAULTS,
  type ImputationRound,
  type ImputeOptions,
  type ImputeResult,
} from "../../core/exploration";
import type { OpenModel } from "../openModel";
import { MOST_BEAMS, MOST_MILLISECONDS, MOST_WORDS, positiveNumber, wholeNumber } from "../requests";
import { completionsOf, type RatedFilling } from "./completions";
import { fillTexts } from "./filled";
import { splitAtGaps } from "./gaps";
import { patternAround, reverse, withSpaces } from "./knownText";
import { rateFillings } from "./rateFillings";
import { type GapsFound, searchGaps } from "./searchGaps";
import { endsInWord, wordsIn } from "./words";

/** Milliseconds since any fixed moment. */
export type Clock = () => number;

/** Share of the time budget that the search may take; the rest is for rating what it found. */
const SEARCH_SHARE = 0.7;

/** What a checked request comes to. */
interface Plan {
  readonly method: CompletionMethod;
  readonly count: number;
  readonly width: number;
  readonly words: number | undefined;
  readonly least: number;
  readonly most: number;
  readonly isLate: () => boolean;
}

/** Sentences that are `text` with its gaps filled. */
export function impute(
  model: OpenModel,
  text: string,
  options: ImputeOptions = {},
  signal?: AbortSignal,
  clock: Clock = () => performance.now(),
): Promise<ImputeResult> {
  return fillGaps(model, splitAtGaps(text), { ...options, where: "text" }, signal, clock);
}

/**
 * Fills the gaps between known parts of a text, "" where it begins or ends with a gap.
 * @throws HomotopyError "bad-input" where known text leaves no room, "bad-call" for an option
 */
export async function fillGaps(
  model: OpenModel,
  known: readonly string[],
  { where, ...options }: ImputeOptions & { readonly where: string },
  signal: AbortSignal | undefined,
  clock: Clock,
): Promise<ImputeResult> {
  const plan = planOf(model, options, clock);
  const closed = await patternAround(model, known, gapsOf(model, known, plan), "closed");
  requireRoom(model, closed, where);
  const open = await patternAround(model, known, gapsOf(model, known, plan), "open");
  const search = { ...plan, closed, endIsMissing: known[known.length - 1] === "", signal };
  for (const admits of admissionsOf(model, known)) {
    const found = await searchGaps(model, { ...search, pattern: open, admits });
    if (found.sentences.length > 0) return resultOf(model, known, open, found, plan, signal);
  }
  // No run of tokens spells a word beside a gap: it is taken as complete.
  const admits = model.admission(known.join(" "));
  const strict = admits && (await searchGaps(model, { ...search, pattern: closed, admits }));
  const whole =
    strict && strict.sentences.length > 0 ? strict : await searchGaps(model, { ...search, pattern: closed });
  return resultOf(model, withSpaces(known), closed, whole, plan, signal);
}

/** Strictest first. What stands beside a gap may be half a word, or a whole one that the lexicon has not. */
function admissionsOf(model: OpenModel, known: readonly string[]): readonly (Admits | undefined)[] {
  const texts = new Set([wholeWords(known), known].map((parts) => parts.join(" ")));
  const strict = [...texts].map((text) => model.admission(text));
  return [...strict.filter((admits) => admits !== undefined), undefined];
}

/** The known parts without what may be half a word, beside a gap. */
function wholeWords(known: readonly string[]): string[] {
  return known.map((text, index) => {
    const closed = index < known.length - 1 ? text.replace(/[\p{L}\p{M}]+$/u, "") : text;
    return index > 0 ? closed.replace(/^[\p{L}\p{M}]+/u, "") : closed;
  });
}

async function resultOf(
  model: OpenModel,
  known: readonly string[],
  pattern: Pattern,
  { sentences, trace }: GapsFound,
  { method, count, words }: Plan,
  signal: AbortSignal | undefined,
): Promise<ImputeResult> {
  const rated = await rateFillings(model, pattern, sentences, signal);
  const completions = await completionsOf(model, rated, { known, pattern, count, words });
  const rounds = method === "icm" ? await roundsOf(model, known, trace, chainOfBest(rated)) : [];
  return { model: model.name, method, completions, trace: rounds };
}

/** Of iterated conditional modes, the chain that found the most probable sentence. */
function chainOfBest(rated: readonly RatedFilling[]): number | undefined {
  const greatest = Math.max(...rated.map(({ gapLogProbability }) => gapLogProbability));
  return rated.find(({ gapLogProbability }) => gapLogProbability === greatest)?.chain;
}

/** The rounds of one chain. */
async function roundsOf(
  model: OpenModel,
  known: readonly string[],
  trace: GapsFound["trace"],
  chain: number | undefined,
): Promise<ImputationRound[]> {
  const own = trace.filter((round) => round.chain === chain);
  const texts = await fillTexts(
    model,
    known,
    own.map(({ sentence }) => sentence),
  );
  return own.map(({ round, sentence, step }, index) => ({
    ...{ round, text: texts[index].text, logProbability: sentence.logProbability, step },
  }));
}

/** One gap between every two known parts. The end of a sentence may be cut to its first words later; no other gap may. */
function gapsOf(model: OpenModel, known: readonly string[], { words, least, most }: Plan): Gap[] {
  const forward = model.manifest.decoder.direction === "forward";
  return known.slice(1).map((after, index) => {
    const cutLater = after === "" && !(model.isLanguageModel && forward);
    if (words === undefined || cutLater) return { least, most };
    const inWord = endsInWord(known[index]);
    const allows = (text: string) => wordsIn(forward ? text : reverse(text), inWord) <= words;
    return { least, most, allows };
  });
}

function requireRoom(model: OpenModel, { tokens, regions }: Pattern, where: string): void {
  const longest = model.manifest.max_tokens;
  const known = regions.reduce((sum, region) => sum + region.tokens.length, tokens.length);
  if (regions.reduce((sum, { gaps }) => sum + gaps.reduce((least, gap) => least + gap.least, 0), known) <= longest)
    return;
  const what = `The known text has ${known} tokens and the model's sentences have at most ${longest}`;
  throw new HomotopyError("bad-input", what, where, "give a shorter text");
}

function planOf(model: OpenModel, options: ImputeOptions, clock: Clock): Plan {
  const { complete: defaults } = DEFAULTS;
  if (model.isLanguageModel && options.method === "icm") {
    throw model.refusal("is a language model, and iterated conditional modes need a latent space");
  }
  const { words, tokens, budgetMilliseconds: budget } = options;
  const count = wholeNumber("count", options.count ?? defaults.count, 1, MOST_BEAMS);
  const least = wholeNumber("tokens.least", tokens?.least ?? 1, 1, model.manifest.max_tokens);
  const end = budget === undefined ? undefined : clock() + SEARCH_SHARE * milliseconds(budget);
  return {
    method: options.method ?? (model.isLanguageModel ? "beam" : defaults.method),
    count,
    width: Math.max(count, wholeNumber("beam", options.beam ?? defaults.beam, 1, MOST_BEAMS)),
    words: words === undefined ? undefined : wholeNumber("words", words, 1, MOST_WORDS),
    least,
    most: tokens === undefined ? Number.POSITIVE_INFINITY : wholeNumber("tokens.most", tokens.most, least, MOST_WORDS),
    isLate: () => end !== undefined && clock() >= end,
  };
}

function milliseconds(budget: number): number {
  return positiveNumber("budgetMilliseconds", budget, MOST_MILLISECONDS);
}
