/** How straight the homotopies between sentences walk (Bowman et al. 2015, §4.3), over random pairs of those measured. */
import { linear } from "../../core/latent/path";
import { summarizeWalks, type WalkSummary } from "../../core/metrics/smoothness";
import { type Random, shuffle } from "../../core/random";
import { decodeLatents } from "../explorer/decode";
import type { OpenModel } from "../openModel";

const MOST_PAIRS = 50;
/** Both ends counted; smoothness depends on it. */
const POINTS = 9;

/** `means`: posterior means, each in one pair at most. */
export async function homotopySmoothness(
  model: OpenModel,
  means: readonly Float32Array[],
  random: Random,
  signal?: AbortSignal,
): Promise<WalkSummary> {
  const shuffled = [...means];
  shuffle(shuffled, random);
  const pairs = Math.min(MOST_PAIRS, Math.floor(means.length / 2));
  const paths = Array.from({ length: pairs }, (_, pair) => linear(shuffled[2 * pair], shuffled[2 * pair + 1]));
  const latents = paths.flatMap((path) => Array.from({ length: POINTS }, (_, point) => path(point / (POINTS - 1))));
  const decoded = await decodeLatents(model, latents, {}, signal);
  const tokens = await model.tokenizer.encodeBatch(decoded.map(({ text }) => text));
  return summarizeWalks(paths.map((_, pair) => tokens.slice(pair * POINTS, (pair + 1) * POINTS)));
}
