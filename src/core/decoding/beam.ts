/**
 * Beam search over several latents at once: at each step the `width` best beginnings of every latent's sentence are
 * extended together in one batch.
 *
 * Ranked by Σ ln p / length^α over the tokens after the prefix (α = 0: plain log-probability). All beginnings of one step
 * have the same length, so α decides among finished sentences only. As in fairseq, an end mark counts as reached if it
 * is among the `width` best extensions. At `maxTokens` the end mark is forced and paid for, so a width of at least |V|^T
 * finds what brute force over all sentences of at most T tokens finds.
 */
import { throwIfCancelled } from "../errors";
import { begin, type Candidate, candidatesOf, type DecodingOptions, entriesFor } from "./constraint";
import type { DecodedTokens, Step, StepDecoder } from "./stepDecoder";

export interface BeamOptions extends DecodingOptions {
  /** B: beginnings kept a latent, and the greatest number of sentences returned for it. */
  readonly width: number;
  /** α of the length normalisation; 0 unless given. */
  readonly lengthNormalisation?: number;
  /**
   * Whether a sentence may hold these tokens after its prefix. One that may not take its next token is cut before it and
   * stands without an end mark, which is how a greatest number of words is kept.
   */
  readonly allows?: (tokensAfterPrefix: readonly number[]) => boolean;
}

/** A beginning of a sentence. `sum` is ln p of `tokens`, those after the prefix. */
interface Beginning {
  readonly tokens: readonly number[];
  readonly sum: number;
  readonly unspelt: string;
  /** Its row in the batch of the step that made it. */
  readonly row: number;
}

interface Finished {
  readonly tokens: readonly number[];
  readonly sum: number;
  readonly score: number;
  readonly ended: boolean;
}

/** The search for one latent. */
interface Search {
  live: readonly Beginning[];
  finished: readonly Finished[];
}

/**
 * The best sentences of every latent ([rows, latent]), best first, at most `width` each; none where no token can spell
 * the prefix.
 */
export async function decodeByBeam<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  options: BeamOptions,
): Promise<DecodedTokens[][]> {
  const forced = options.prefix?.tokens ?? [];
  const longest = Math.max(0, options.maxTokens - forced.length);
  let { state, last, logProbabilities } = await begin(decoder, latents, rows, options);
  const unspelt = options.prefix?.spelling?.text ?? "";
  const searches = Array.from(
    { length: rows },
    (_, row): Search => ({ live: [{ tokens: [], sum: 0, unspelt, row }], finished: [] }),
  );

  for (let length = 0; last.length > 0; length++) {
    throwIfCancelled(options.signal, "beam search");
    const step = await extend(decoder, last, state, searches, { ...options, atLimit: length === longest });
    for (const search of searches) {
      if (length === longest) endByForce(search, step, options);
      else branch(search, step, decoder, options);
      if (isSettled(search, longest, options)) search.live = [];
    }
    const live = searches.flatMap((search) => search.live);
    state = decoder.select(
      step.state,
      Int32Array.from(live, (beginning) => beginning.row),
    );
    last = Int32Array.from(live, (beginning) => beginning.tokens[beginning.tokens.length - 1]);
    renumber(searches);
  }
  return searches.map(({ finished }, row) =>
    finished.map(({ tokens, sum, ended }) => ({
      tokens: [...forced, ...tokens],
      logProbability: logProbabilities[row] + sum,
      ended,
    })),
  );
}

/** One batched step: enough candidates to fill the beam, or at the length limit the end mark alone. */
function extend<State>(
  decoder: StepDecoder<State>,
  last: Int32Array,
  state: State,
  searches: readonly Search[],
  { width, atLimit }: BeamOptions & { readonly atLimit: boolean },
): Promise<Step<State>> {
  if (atLimit) {
    return decoder.step(last, state, { top: 0, targets: new Int32Array(last.length).fill(decoder.special.eos) });
  }
  const open = searches.some((search) => search.live.some((beginning) => beginning.unspelt !== ""));
  return decoder.step(last, state, { top: entriesFor(width + 1, decoder.vocabulary, open) });
}

/** Walks the extensions from the best until `width` of them live on. */
function branch<State>(search: Search, step: Step<State>, decoder: StepDecoder<State>, options: BeamOptions): void {
  const extensions = search.live
    .flatMap((parent) =>
      candidatesOf(step, parent.row, decoder.special, parent.unspelt, options.prefix?.spelling).map((candidate) => ({
        parent,
        candidate,
        sum: parent.sum + candidate.logProbability,
      })),
    )
    .sort((a, b) => b.sum - a.sum);
  const live: Beginning[] = [];
  const finished = new Set<Finished>(search.finished);
  const cut = new Set<Beginning>();
  for (const [rank, { parent, candidate, sum }] of extensions.entries()) {
    if (live.length === options.width) break;
    if (candidate.token === decoder.special.eos) {
      if (rank < options.width) finished.add(finish(parent, sum, true, options));
    } else {
      const grown = grow(parent, candidate, sum);
      if (options.allows?.(grown.tokens) ?? true) live.push(grown);
      else if (rank < options.width) cut.add(parent);
    }
  }
  for (const parent of cut) if (parent.unspelt === "") finished.add(finish(parent, parent.sum, false, options));
  search.live = live;
  search.finished = best([...finished], options.width);
}

function endByForce<State>(search: Search, step: Step<State>, options: BeamOptions): void {
  const ended = search.live
    .filter((beginning) => beginning.unspelt === "")
    .map((beginning) => finish(beginning, beginning.sum + step.targetLogProbabilities[beginning.row], true, options));
  search.finished = best([...search.finished, ...ended], options.width);
  search.live = [];
}

function grow(parent: Beginning, { token, unspelt }: Candidate, sum: number): Beginning {
  return { tokens: [...parent.tokens, token], sum, unspelt, row: parent.row };
}

function finish({ tokens }: Beginning, sum: number, ended: boolean, options: BeamOptions): Finished {
  return { tokens, sum, score: normalised(sum, tokens.length + (ended ? 1 : 0), options), ended };
}

/** Whether nothing that still lives can come among the best: a sum only falls, and is divided by the longest at most. */
function isSettled(search: Search, longest: number, options: BeamOptions): boolean {
  const worst = search.finished[options.width - 1];
  if (worst === undefined) return false;
  return search.live.every((beginning) => normalised(beginning.sum, longest + 1, options) <= worst.score);
}

function normalised(sum: number, length: number, { lengthNormalisation = 0 }: BeamOptions): number {
  return sum / Math.max(1, length) ** lengthNormalisation;
}

function best(finished: readonly Finished[], width: number): Finished[] {
  return [...finished].sort((a, b) => b.score - a.score).slice(0, width);
}

/** After the state was cut down to the living rows, in order. */
function renumber(searches: readonly Search[]): void {
  let row = 0;
  for (const search of searches) search.live = search.live.map((beginning) => ({ ...beginning, row: row++ }));
}
