/** One step of beam search: what every beginning may be extended by, and which extensions stay. */

import { advance } from "./advance";
import type { BeamOptions } from "./beam";
import { entriesFor, usableTokens } from "./constraint";
import {
  cellOf,
  follow,
  isAllowed,
  isObliged,
  mayBeCut,
  owedAfter,
  type Pattern,
  type Position,
  type Span,
  scopeOf,
  tokenAfter,
} from "./pattern";
import type { Spellers } from "./spellers";
import type { Step, StepDecoder } from "./stepDecoder";

/** A beginning of a sentence. `sum` is ln p of those `tokens` that come after the forced beginning. */
export interface Beginning {
  readonly tokens: readonly number[];
  readonly sum: number;
  readonly position: Position;
  /** Its row in the batch of the step that made it. */
  readonly row: number;
}

/** A beginning with a token more, or with its end mark if it has no position. */
interface Extension {
  readonly parent: Beginning;
  readonly token: number;
  readonly sum: number;
  readonly position: Position | undefined;
}

interface Finished extends Pick<Beginning, "tokens" | "sum"> {
  readonly spans: readonly Span[];
  readonly score: number;
  readonly ended: boolean;
}

/** The search for one latent. */
export interface Search {
  live: readonly Beginning[];
  finished: readonly Finished[];
}

export interface Plan extends BeamOptions {
  readonly pattern: Pattern;
  readonly spellers: Spellers;
}

/** What may come next, most probable first, and `logProbabilities` of it: [rows, width]. */
export type Choice = Pick<Step<unknown>, "width" | "tokens" | "logProbabilities">;

/** The answer to one batched step. */
export interface Answer<State> {
  readonly state: State;
  /** [rows], ln p of what would end a gap or is forced. */
  readonly targetLogProbabilities: Float32Array;
  /** Where in which choice a row finds its own. */
  choiceOf(row: number): { readonly choice: Choice; readonly row: number };
}

/** Keeps the best extensions of every place. */
export function branch<State>(search: Search, answer: Answer<State>, decoder: StepDecoder<State>, plan: Plan): void {
  const cells = new Map<string, Extension[]>();
  for (const parent of search.live) {
    for (const extension of extensionsOf(parent, answer, decoder, plan)) {
      const cell = competition(extension, plan);
      const others = cells.get(cell);
      if (others === undefined) cells.set(cell, [extension]);
      else others.push(extension);
    }
  }
  const finished = [...search.finished];
  search.live = [...cells.values()].flatMap((extensions) => keepBest(extensions, finished, plan));
  search.finished = best(finished, plan);
}

/** An end mark that the decoder may choose competes with what goes on in the gap, one that it must with others alone. */
function competition({ parent, position }: Extension, plan: Plan): string {
  if (position !== undefined) return cellOf(plan.pattern, position);
  return mayGrow(parent, plan) ? cellOf(plan.pattern, parent.position) : "end";
}

function extensionsOf<State>(
  parent: Beginning,
  answer: Answer<State>,
  decoder: StepDecoder<State>,
  plan: Plan,
): Extension[] {
  const { pattern, spellers } = plan;
  const { eos } = decoder.special;
  const extensions: Extension[] = [];
  const next = tokenAfter(pattern, parent.position, eos);
  if (next !== undefined) {
    const position = next === eos ? undefined : follow(pattern, parent.position);
    extensions.push({ parent, token: next, sum: parent.sum + answer.targetLogProbabilities[parent.row], position });
  }
  if (!mayGrow(parent, plan)) return extensions;
  // The batch was asked for what its most demanding row needs.
  const entries = entriesFor(plan.width + 1, decoder.vocabulary, scopeIn(plan, parent));
  const { choice, row } = answer.choiceOf(parent.row);
  const fitting = spellers.at(parent.position);
  for (const { token, logProbability } of usableTokens(choice, row, decoder.special, entries, fitting)) {
    if (token === eos) continue;
    const sum = parent.sum + logProbability;
    for (const position of advance(pattern, parent.position, token, parent.tokens.length)) {
      extensions.push({ parent, token, sum, position });
    }
  }
  return extensions;
}

/** How much of the vocabulary matters there: more where not all that is probable is admitted. */
export function scopeIn({ pattern, admits }: Plan, { position }: Beginning): ReturnType<typeof scopeOf> {
  const scope = scopeOf(pattern, position);
  return admits !== undefined && scope === "best" ? "many" : scope;
}

/** Walks the extensions that lead to one place from the best until `width` of them live on. */
function keepBest(extensions: readonly Extension[], finished: Finished[], plan: Plan): Beginning[] {
  const live: Beginning[] = [];
  const similar: Beginning[] = [];
  const cut = new Set<Beginning>();
  const variety = new Variety(plan.alike);
  let rank = -1;
  for (const { parent, position, token, sum } of [...extensions].sort((a, b) => b.sum - a.sum)) {
    if (live.length === plan.width) break;
    const tokens = position === undefined ? parent.tokens : [...parent.tokens, token];
    if (plan.admits?.(tokens, position === undefined) === false) continue;
    rank++;
    if (position === undefined) {
      if (rank < plan.width) finished.push(finish(parent, sum, true, plan));
      continue;
    }
    if (!isAllowed(plan.pattern, position, tokens)) {
      if (rank < plan.width) cut.add(parent);
      continue;
    }
    const kept = variety.admits(tokens, position.spans) ? live : similar;
    kept.push({ tokens, sum, position, row: parent.row });
  }
  for (const parent of cut) {
    if (mayBreakOff(parent, plan)) finished.push(finish(parent, parent.sum, false, plan));
  }
  return [...live, ...similar.slice(0, plan.width - live.length)];
}

/** Counts how many begin their first gap with the same token. */
class Variety {
  readonly #seen = new Map<number, number>();

  constructor(private readonly alike = Number.POSITIVE_INFINITY) {}

  admits(tokens: readonly number[], [span]: readonly Span[]): boolean {
    if (span === undefined) return true;
    const count = this.#seen.get(tokens[span.from]) ?? 0;
    this.#seen.set(tokens[span.from], count + 1);
    return count < this.alike;
  }
}

export function mayGrow({ tokens, position }: Beginning, { pattern, maxTokens }: Plan): boolean {
  return !isObliged(pattern, position) && tokens.length + owedAfter(pattern, position.region) < maxTokens;
}

/** What there is if time ran out before any sentence ended. */
export function cutShort({ live }: Search, plan: Plan): Finished[] {
  const cut = live.filter((beginning) => mayBreakOff(beginning, plan));
  return best(
    cut.map((beginning) => finish(beginning, beginning.sum, false, plan)),
    plan,
  );
}

/** Where only words of a lexicon are admitted: after one of them. */
function mayBreakOff({ position, tokens }: Beginning, { pattern, admits }: Plan): boolean {
  return mayBeCut(pattern, position) && admits?.(tokens, true) !== false;
}

function finish({ tokens, position }: Beginning, sum: number, ended: boolean, plan: Plan): Finished {
  const score = normalised(sum, tokens.length + (ended ? 1 : 0), plan);
  return { tokens, sum, score, ended, spans: position.spans };
}

/** Whether nothing that still lives can come among the best: a sum only falls, and is divided by the longest at most. */
export function isSettled(search: Search, plan: Plan): boolean {
  const worst = search.finished[plan.width - 1];
  if (worst === undefined) return false;
  return search.live.every(({ sum }) => normalised(sum, plan.maxTokens + 1, plan) <= worst.score);
}

/** `length`: of all tokens, the forced beginning counted. */
function normalised(sum: number, length: number, { lengthNormalisation = 0, pattern }: Plan): number {
  return sum / Math.max(1, length - pattern.tokens.length) ** lengthNormalisation;
}

function best(finished: readonly Finished[], { alike, width }: Plan): Finished[] {
  const variety = new Variety(alike);
  const byScore = [...finished].sort((a, b) => b.score - a.score);
  const different = new Set(byScore.filter(({ tokens, spans }) => variety.admits(tokens, spans)));
  const similar = byScore.filter((sentence) => !different.has(sentence));
  return [...different, ...similar].slice(0, width).sort((a, b) => b.score - a.score);
}
