/**
 * `prior.safetensors`: the prior that was fitted to the aggregate posterior, a Gaussian mixture of K components:
 * `weights` [K], `means` [K, latent], `factors` [K, latent, latent], the lower triangles L of the covariances L Lᵀ.
 */
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import type { FittedPrior } from "../../core/latent/prior/fitPrior";
import type { GaussianMixture } from "../../core/latent/prior/mixture";
import { quantilesOf } from "../../core/metrics/familiarity";
import { type Manifest, PRIOR_FILE } from "../manifest";
import { readSafetensors, type TensorFile, writeSafetensors } from "../safetensors";
import type { PackageFile } from "./write";

/** A fitted prior, and how well the model writes sentences again that it knows. */
export interface LearnedPrior extends FittedPrior {
  /** ln p(x|μ) a token of held-out sentences, nats; absent if it was not measured. */
  readonly logLikelihoods?: readonly number[] | undefined;
}

const FORMAT = "homotopy-prior/1";
/** By how much stored weights may miss 1. */
const ROUNDING = 1e-3;

export function priorFile({ dimension: d, components }: GaussianMixture): PackageFile {
  const count = components.length;
  const tensors = new Map([
    ["weights", { shape: [count], data: Float32Array.from(components, ({ weight }) => weight) }],
    ["means", { shape: [count, d], data: concatenated(components.map(({ mean }) => mean)) }],
    ["factors", { shape: [count, d, d], data: concatenated(components.map(({ factor }) => factor)) }],
  ]);
  return { name: PRIOR_FILE, write: (sink) => writeSafetensors(sink, { tensors, metadata: { format: FORMAT } }) };
}

/** What the manifest says of it. */
export function priorInManifest(prior: LearnedPrior): Pick<Manifest, "prior" | "familiarity"> {
  const { mixture, sentences, logDensity, standard, knownDensities, logLikelihoods } = prior;
  return {
    prior: {
      components: mixture.components.length,
      sentences,
      log_density: logDensity,
      standard_log_density: standard,
    },
    familiarity: {
      log_density: quantilesOf(knownDensities),
      ...(logLikelihoods?.length ? { log_likelihood: quantilesOf(logLikelihoods) } : {}),
    },
  };
}

/**
 * The learned prior of a package whose files have been checked; undefined if it has none.
 * @throws HomotopyError "bad-model" that names the tensor and what is wrong with it
 */
export async function readPrior(directory: string, manifest: Manifest): Promise<GaussianMixture | undefined> {
  if (manifest.family.prior !== "mixture") return undefined;
  const path = join(directory, PRIOR_FILE);
  const d = manifest.latent.dimension;
  const file = await readSafetensors(path);
  const count = file.tensors.get("weights")?.shape[0] ?? 0;
  if (count === 0) throw damaged("The tensor weights is missing or empty", path);
  const weights = tensor(file, "weights", [count], path);
  const means = tensor(file, "means", [count, d], path);
  const factors = tensor(file, "factors", [count, d, d], path);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!weights.every((weight) => weight > 0)) throw damaged("A weight is not above 0", path);
  if (Math.abs(total - 1) > ROUNDING) throw damaged(`The weights add up to ${total}, not to 1`, path);
  const components = Array.from(weights, (weight, k) => ({
    weight: weight / total,
    mean: Float64Array.from(means.subarray(k * d, (k + 1) * d)),
    factor: Float64Array.from(factors.subarray(k * d * d, (k + 1) * d * d)),
  }));
  for (const [k, { factor }] of components.entries()) requireLowerTriangle(factor, d, k, path);
  return { dimension: d, components };
}

function tensor({ tensors }: TensorFile, name: string, shape: readonly number[], path: string): Float32Array {
  const found = tensors.get(name);
  const wanted = `[${shape.join(", ")}]`;
  if (found === undefined) throw damaged(`The tensor ${name}, float32 ${wanted}, is missing`, path);
  if (!(found.data instanceof Float32Array) || found.shape.join() !== shape.join()) {
    throw damaged(`The tensor ${name} has the shape [${found.shape.join(", ")}] where float32 ${wanted} belongs`, path);
  }
  if (!found.data.every(Number.isFinite)) throw damaged(`The tensor ${name} has a number that is not finite`, path);
  return found.data;
}

function requireLowerTriangle(factor: Float64Array, d: number, k: number, path: string): void {
  for (let row = 0; row < d; row++) {
    if (!(factor[row * d + row] > 0)) throw damaged(`Factor ${k + 1} has a diagonal that is not above 0`, path);
    for (let column = row + 1; column < d; column++) {
      if (factor[row * d + column] !== 0) throw damaged(`Factor ${k + 1} is no lower triangle`, path);
    }
  }
}

function concatenated(parts: readonly Float64Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function damaged(what: string, where: string): HomotopyError {
  return new HomotopyError(
    "bad-model",
    what,
    where,
    "fit the prior again with homotopy fit-prior, or copy the model again",
  );
}
