/**
 * A sentence's posterior refined along its bound's gradient (`ascent.ts`), and what that gained: the bound before and after is
 * estimated with the same draws, its KL in closed form.
 */
import { throwIfCancelled } from "../errors";
import { fillNormal, seeded } from "../random";
import { type AscentOptions, ascent, type LikelihoodAt, reparameterised } from "./ascent";
import { type Gaussian, kl } from "./gaussian";

export interface RefinementOptions extends Omit<AscentOptions, "klWeight"> {
  /** Draws that bounds are estimated with: the same before and after, and others than the steps'. */
  readonly boundDraws: number;
}

/** An estimate of a negative bound in nats: reconstruction + kl. */
export interface BoundEstimate {
  readonly bound: number;
  /** Of the bound, hence of the reconstruction: the KL is exact. */
  readonly standardError: number;
  readonly reconstruction: number;
  readonly kl: number;
}

export interface Refinement {
  readonly refined: Gaussian;
  /** Steps that lead to `refined`: fewer than were made if the bound was better before, 0 if nothing was better than q. */
  readonly steps: number;
  readonly before: BoundEstimate;
  readonly after: BoundEstimate;
  /** before − after, nats, never below 0, and the standard error of this difference over the common draws. */
  readonly gain: number;
  readonly gainError: number;
}

/** Steps between two looks at the bound. */
const LOOK_EVERY = 10;

/** A posterior with its bound at every one of the common draws. */
interface Candidate {
  readonly posterior: Gaussian;
  readonly step: number;
  readonly kl: number;
  /** −ln p(x|z), [boundDraws] */
  readonly reconstructions: Float64Array;
}

/** Refines `posterior` and keeps the best of what was looked at, the start included: the bound never gets worse. */
export async function refinePosterior(
  posterior: Gaussian,
  likelihoodAt: LikelihoodAt,
  options: RefinementOptions,
  signal?: AbortSignal,
): Promise<Refinement> {
  const { steps, boundDraws, seed } = options;
  const common = fillNormal(new Float32Array(boundDraws * posterior.mean.length), seeded(seed, "refinement bound"));

  const look = async (candidate: Gaussian, step: number): Promise<Candidate> => {
    throwIfCancelled(signal, "sharpening");
    const { logProbability } = await likelihoodAt(reparameterised(candidate, common), boundDraws);
    const reconstructions = Float64Array.from(logProbability, (nats) => -nats);
    return { posterior: candidate, step, kl: kl(candidate), reconstructions };
  };

  const start = await look(posterior, 0);
  let best = start;
  let step = 0;
  for await (const refined of ascent(posterior, likelihoodAt, { ...options, klWeight: 1 }, signal)) {
    step++;
    if (step % LOOK_EVERY !== 0 && step !== steps) continue;
    const candidate = await look(refined, step);
    if (estimate(candidate).bound < estimate(best).bound) best = candidate;
  }
  return comparison(start, best);
}

function comparison(start: Candidate, best: Candidate): Refinement {
  const [before, after] = [estimate(start), estimate(best)];
  const differences = start.reconstructions.map((value, draw) => value - best.reconstructions[draw]);
  return {
    refined: best.posterior,
    steps: best.step,
    before,
    after,
    gain: before.bound - after.bound,
    gainError: meanAndError(differences).error,
  };
}

function estimate({ reconstructions, kl }: Candidate): BoundEstimate {
  const { mean, error } = meanAndError(reconstructions);
  return { bound: mean + kl, standardError: error, reconstruction: mean, kl };
}

function meanAndError(values: Float64Array): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}
