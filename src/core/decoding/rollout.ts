/**
 * One token after the other, one sentence a row: the loop that greedy decoding and sampling share. A row's sentence
 * depends on its latent and its own choices alone; finished rows leave the batch.
 */
import { throwIfCancelled } from "../errors";
import { begin, type Candidate, candidatesOf, type DecodingOptions, entriesFor, patternOf } from "./constraint";
import { type Position, patternStart, scopeOf } from "./pattern";
import type { DecodedTokens, StepDecoder } from "./stepDecoder";

/** Picks one of at least one candidates, which are ordered from the most probable, for a row of the original batch. */
export type Choose = (row: number, candidates: readonly Candidate[]) => Candidate;

interface Row {
  readonly index: number;
  readonly tokens: number[];
  logProbability: number;
  position: Position;
  outcome: "going" | "ended" | "cut";
}

/**
 * Decodes `rows` latents ([rows, latent], row-major), showing `choose` about `top` candidates a token. A sentence that
 * does not choose its end mark after `maxTokens` tokens is cut there.
 */
export async function rollout<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  options: DecodingOptions & { readonly top: number },
  choose: Choose,
): Promise<DecodedTokens[]> {
  const pattern = patternOf(options.prefix);
  let { state, last, logProbabilities } = await begin(decoder, latents, rows, pattern.tokens, options.signal);
  const sentences = Array.from(
    logProbabilities,
    (logProbability, index): Row => ({
      index,
      tokens: [...pattern.tokens],
      logProbability,
      position: patternStart(pattern),
      outcome: "going",
    }),
  );

  let going = sentences;
  while (going.length > 0) {
    throwIfCancelled(options.signal, "decoding");
    const spelling = going.some((row) => scopeOf(pattern, row.position) !== "best");
    const top = entriesFor(options.top, decoder.vocabulary, spelling ? "all" : "best");
    const step = await decoder.step(last, state, { top });
    going.forEach((row, place) => {
      const candidates = candidatesOf(step, place, decoder.special, pattern, row.position, row.tokens.length);
      const usable = scopeOf(pattern, row.position) === "best" ? candidates.slice(0, options.top) : candidates;
      advance(row, usable.length === 0 ? undefined : choose(row.index, usable), decoder.special.eos, options.maxTokens);
    });
    const kept = Int32Array.from(going.keys()).filter((position) => going[position].outcome === "going");
    state = kept.length === going.length ? step.state : decoder.select(step.state, kept);
    going = going.filter((row) => row.outcome === "going");
    last = Int32Array.from(going, (row) => row.tokens[row.tokens.length - 1]);
  }
  return sentences.map(({ tokens, logProbability, outcome }) => ({
    tokens,
    logProbability,
    ended: outcome === "ended",
  }));
}

/** Without a candidate nothing spells the rest of the prefix: the row is cut. */
function advance(row: Row, chosen: Candidate | undefined, eos: number, maxTokens: number): void {
  if (chosen === undefined || (chosen.token !== eos && row.tokens.length >= maxTokens)) {
    row.outcome = "cut";
    return;
  }
  row.logProbability += chosen.logProbability;
  row.position = chosen.position;
  if (chosen.token === eos) row.outcome = "ended";
  else row.tokens.push(chosen.token);
}
