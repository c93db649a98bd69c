/**
 * Beam search over several latents at once, for sentences of which parts may be known.
 *
 * Beginnings compete only with others of the same length that have come to the same place of the pattern, and every
 * place keeps the `width` best of its own: one that has just paid for a forced, improbable token is not beaten by one
 * that has not come to it yet. This is grid beam search (Hokamp and Liu 2017, *Lexically Constrained Decoding for
 * Sequence Generation Using Grid Beam Search*) with a grid of length by place. Without known parts there is one place, and
 * it is beam search.
 *
 * Ranked by Σ ln p / length^α over the tokens after the forced beginning (α = 0: plain log-probability). As in fairseq, an
 * end mark that the decoder chooses counts as reached if it is among the `width` best extensions. At `maxTokens` the end
 * mark is forced and paid for, so a width of at least |V|^T finds what brute force over all sentences of at most T tokens
 * finds.
 */
import { throwIfCancelled } from "../errors";
import { ask } from "./ask";
import { branch, cutShort, isSettled, type Plan, type Search } from "./beamStep";
import { begin, type DecodingOptions, patternOf } from "./constraint";
import type { Admits } from "./knownWords";
import { hasOpenEnd, type Pattern, patternStart, type Span } from "./pattern";
import { Spellers } from "./spellers";
import type { DecodedTokens, StepDecoder } from "./stepDecoder";

export interface BeamOptions extends DecodingOptions {
  /** B: beginnings kept a latent and place, and the greatest number of sentences returned for it. */
  readonly width: number;
  /** α of the length normalisation; 0 unless given. */
  readonly lengthNormalisation?: number;
  /** What the sentences must be like, in place of `prefix`. */
  readonly pattern?: Pattern;
  /**
   * How many beginnings in one place, and sentences of the result, may begin their first gap with the same token while
   * others are to be had; any number unless given.
   */
  readonly alike?: number;
  /** What a sentence may begin with; anything unless given. There may be no sentence then. */
  readonly admits?: Admits | undefined;
  /**
   * Looked at before every token: once true, what has been found so far is the result. Where any beginning is one, the first
   * is waited for.
   */
  readonly isLate?: () => boolean;
}

export interface FoundSentence extends DecodedTokens {
  /** Where the gaps of the pattern are among `tokens`. */
  readonly spans: readonly Span[];
}

/**
 * The best sentences of every latent ([rows, latent]), best first, at most `width` each; none where no token can spell
 * what must be spelt.
 */
export async function decodeByBeam<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  options: BeamOptions,
): Promise<FoundSentence[][]> {
  const pattern = options.pattern ?? patternOf(options.prefix);
  const plan: Plan = { ...options, pattern, spellers: new Spellers(pattern, decoder.vocabulary) };
  let { state, last, logProbabilities } = await begin(decoder, latents, rows, pattern.tokens, options.signal);
  const searches = Array.from(
    { length: rows },
    (_, row): Search => ({
      live: [{ tokens: pattern.tokens, sum: 0, position: patternStart(pattern), row }],
      finished: [],
    }),
  );

  while (last.length > 0) {
    throwIfCancelled(options.signal, "beam search");
    if (options.isLate?.() && !awaitsFirst(searches, plan)) break;
    const answer = await ask(
      decoder,
      last,
      state,
      searches.flatMap((search) => search.live),
      plan,
    );
    for (const search of searches) {
      branch(search, answer, decoder, plan);
      if (isSettled(search, plan)) search.live = [];
    }
    const live = searches.flatMap((search) => search.live);
    state = decoder.select(
      answer.state,
      Int32Array.from(live, (beginning) => beginning.row),
    );
    last = Int32Array.from(live, (beginning) => beginning.tokens[beginning.tokens.length - 1]);
    renumber(searches);
  }
  return searches.map((search, row) =>
    (search.finished.length > 0 ? search.finished : cutShort(search, plan)).map(({ tokens, sum, ended, spans }) => ({
      tokens,
      logProbability: logProbabilities[row] + sum,
      ended,
      spans,
    })),
  );
}

/** Whether there is nothing yet, and a step or two will change that. */
function awaitsFirst(searches: readonly Search[], plan: Plan): boolean {
  return (
    hasOpenEnd(plan.pattern) && searches.every((search) => search.finished.length + cutShort(search, plan).length === 0)
  );
}

/** After the state was cut down to the living rows, in order. */
function renumber(searches: readonly Search[]): void {
  let row = 0;
  for (const search of searches) search.live = search.live.map((beginning) => ({ ...beginning, row: row++ }));
}
