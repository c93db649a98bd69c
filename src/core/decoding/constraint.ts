/**
 * What a decoded sentence must look like whatever the model prefers: it begins with given tokens, then with tokens that
 * spell a given text (the word that a person is still typing), and never holds padding, begin marks or unknown tokens.
 * Sentences with gaps elsewhere are `pattern.ts`, of which this is the simplest case.
 */
import { throwIfCancelled } from "../errors";
import { advance } from "./advance";
import { type Pattern, type Position, tokenAfter } from "./pattern";
import type { SpecialTokens, Step, StepDecoder } from "./stepDecoder";

export interface DecodingOptions {
  /** Greatest number of tokens of a sentence, forced ones included and its marks not. */
  readonly maxTokens: number;
  readonly prefix?: ForcedPrefix;
  /** Looked at before every token. */
  readonly signal?: AbortSignal;
}

export interface ForcedPrefix {
  readonly tokens: readonly number[];
  /** Text that the tokens after the forced ones must spell; the last of them may run past it. */
  readonly spelling?: Spelling;
}

export interface Spelling {
  readonly text: string;
  /** The text of one token as it stands in a sentence. */
  tokenText(token: number): string;
}

/** A token that may come next. */
export interface Candidate {
  readonly token: number;
  readonly logProbability: number;
  /** Where it leads; the same place for an end mark. */
  readonly position: Position;
}

/** Rows that have been fed their begin mark and forced tokens but for the last. */
export interface Begun<State> {
  readonly state: State;
  /** [rows] the token to feed next. */
  readonly last: Int32Array;
  /** [rows] ln p of the forced tokens. */
  readonly logProbabilities: Float64Array;
}

/** Marks that no sentence contains: padding, begin mark, unknown token. */
const NEVER_DECODED = 3;
/** Entries among which a token is found that has a space or a few letters in the right place, if one is at all probable. */
const MANY_ENTRIES = 64;

/** A sentence that begins as given, or any sentence at all, and goes on for `least` tokens and as long as it likes. */
export function patternOf(prefix: ForcedPrefix = { tokens: [] }, least = 0): Pattern {
  const { tokens, spelling } = prefix;
  return {
    tokens,
    regions: [{ texts: [spelling?.text ?? "", ""], gaps: [{ least, most: Number.POSITIVE_INFINITY }], tokens: [] }],
    tokenText: (token) => spelling?.tokenText(token) ?? "",
  };
}

/** Starts every row and forces tokens, keeping their log-probability. */
export async function begin<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  tokens: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Begun<State>> {
  let state: State = await decoder.start(latents, rows);
  let last = new Int32Array(rows).fill(decoder.special.bos);
  const logProbabilities = new Float64Array(rows);
  for (const token of tokens) {
    throwIfCancelled(signal, "decoding");
    const targets = new Int32Array(rows).fill(token);
    const step = await decoder.step(last, state, { top: 0, targets });
    for (let row = 0; row < rows; row++) logProbabilities[row] += step.targetLogProbabilities[row];
    state = step.state;
    last = targets;
  }
  return { state, last, logProbabilities };
}

/**
 * How many of the most probable tokens to ask for so that at least `wanted` can be used. While text is left to spell,
 * any token may be the one that spells it, so the whole vocabulary is asked for: a step or two beside a gap.
 */
export function entriesFor(wanted: number, vocabulary: number, scope: "all" | "many" | "best"): number {
  if (scope === "all") return vocabulary;
  return Math.min(vocabulary, NEVER_DECODED + (scope === "many" ? Math.max(wanted, MANY_ENTRIES) : wanted));
}

/** The tokens of one row of a step that may come next at a place of a pattern, most probable first. */
export function candidatesOf<State>(
  step: Step<State>,
  row: number,
  special: SpecialTokens,
  pattern: Pattern,
  position: Position,
  index: number,
): Candidate[] {
  const ends = tokenAfter(pattern, position, special.eos) === special.eos;
  return usableTokens(step, row, special).flatMap(({ token, logProbability }) => {
    if (token === special.eos) return ends ? [{ token, logProbability, position }] : [];
    return advance(pattern, position, token, index).map((next) => ({ token, logProbability, position: next }));
  });
}

/**
 * Of the first `entries` of one row of a step, the tokens that a sentence may contain and its end mark; of all but the end
 * mark only those that are 1 in `fitting` [vocabulary], if that is given.
 */
export function usableTokens(
  step: Pick<Step<unknown>, "width" | "tokens" | "logProbabilities">,
  row: number,
  special: SpecialTokens,
  entries = step.width,
  fitting?: Uint8Array,
): Pick<Candidate, "token" | "logProbability">[] {
  const usable: Pick<Candidate, "token" | "logProbability">[] = [];
  const first = row * step.width;
  for (let entry = first; entry < first + Math.min(entries, step.width); entry++) {
    const token = step.tokens[entry];
    if (token === special.pad || token === special.bos || token === special.unk) continue;
    if (fitting !== undefined && fitting[token] === 0 && token !== special.eos) continue;
    usable.push({ token, logProbability: step.logProbabilities[entry] });
  }
  return usable;
}
