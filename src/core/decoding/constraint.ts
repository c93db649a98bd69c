/**
 * What a decoded sentence must look like whatever the model prefers: it begins with given tokens, then with tokens that
 * spell a given text (the word that a person is still typing), and never holds padding, begin marks or unknown tokens.
 */
import { throwIfCancelled } from "../errors";
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
  /** What is left to spell after it. */
  readonly unspelt: string;
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

/** Starts every row and forces the prefix, keeping its log-probability. */
export async function begin<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  { prefix, signal }: DecodingOptions,
): Promise<Begun<State>> {
  let state: State = await decoder.start(latents, rows);
  let last = new Int32Array(rows).fill(decoder.special.bos);
  const logProbabilities = new Float64Array(rows);
  for (const token of prefix?.tokens ?? []) {
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
 * any token may be the one that spells it, so the whole vocabulary is asked for: a step or two at a sentence's start.
 */
export function entriesFor(wanted: number, vocabulary: number, spelling: boolean): number {
  return spelling ? vocabulary : Math.min(vocabulary, wanted + NEVER_DECODED);
}

/** The tokens of one row of a step that may come next, most probable first. */
export function candidatesOf<State>(
  step: Step<State>,
  row: number,
  special: SpecialTokens,
  unspelt: string,
  spelling: Spelling | undefined,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (let entry = row * step.width; entry < (row + 1) * step.width; entry++) {
    const token = step.tokens[entry];
    if (token === special.pad || token === special.bos || token === special.unk) continue;
    const left = spelling === undefined || unspelt === "" ? "" : leftToSpell(unspelt, token, special, spelling);
    if (left !== undefined) candidates.push({ token, logProbability: step.logProbabilities[entry], unspelt: left });
  }
  return candidates;
}

function leftToSpell(unspelt: string, token: number, special: SpecialTokens, spelling: Spelling): string | undefined {
  if (token === special.eos) return undefined;
  const text = spelling.tokenText(token);
  if (text.startsWith(unspelt)) return "";
  return text !== "" && unspelt.startsWith(text) ? unspelt.slice(text.length) : undefined;
}
