/**
 * One token after the other, one sentence a row: the loop that greedy decoding and sampling share. A row's sentence
 * depends on its latent and its own choices alone; finished rows leave the batch.
 */
import { throwIfCancelled } from "../errors";
import { begin, type Candidate, candidatesOf, type DecodingOptions, entriesFor } from "./constraint";
import type { DecodedTokens, StepDecoder } from "./stepDecoder";

/** Picks one of at least one candidates, which are ordered from the most probable, for a row of the original batch. */
export type Choose = (row: number, candidates: readonly Candidate[]) => Candidate;

interface Row {
  readonly index: number;
  readonly tokens: number[];
  logProbability: number;
  unspelt: string;
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
  const spelling = options.prefix?.spelling;
  let { state, last, logProbabilities } = await begin(decoder, latents, rows, options);
  const sentences = Array.from(
    logProbabilities,
    (logProbability, index): Row => ({
      index,
      tokens: [...(options.prefix?.tokens ?? [])],
      logProbability,
      unspelt: spelling?.text ?? "",
      outcome: "going",
    }),
  );

  let going = sentences;
  while (going.length > 0) {
    throwIfCancelled(options.signal, "decoding");
    const open = going.some((row) => row.unspelt !== "");
    const step = await decoder.step(last, state, { top: entriesFor(options.top, decoder.vocabulary, open) });
    going.forEach((row, position) => {
      const candidates = candidatesOf(step, position, decoder.special, row.unspelt, spelling);
      const usable = row.unspelt === "" ? candidates.slice(0, options.top) : candidates;
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
  row.unspelt = chosen.unspelt;
  if (chosen.token === eos) row.outcome = "ended";
  else row.tokens.push(chosen.token);
}
