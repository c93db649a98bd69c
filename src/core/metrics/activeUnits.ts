/**
 * Active units: latent dimensions that the encoder uses, those whose posterior mean varies over the data,
 * Var_x[μ_d(x)] > 0.01. Burda, Grosse and Salakhutdinov 2015, *Importance Weighted Autoencoders*, §5.2 (eq. 12).
 */
const THRESHOLD = 0.01;

/** Number of active dimensions; `means` holds one posterior mean [latent] a sentence. */
export function activeUnits(means: readonly Float32Array[], threshold = THRESHOLD): number {
  return varianceOfMeans(means).filter((variance) => variance > threshold).length;
}

/** Var_x[μ_d(x)] of each dimension (divided by the number of sentences), by Welford's update. */
export function varianceOfMeans(means: readonly Float32Array[]): Float64Array {
  const dimension = means[0]?.length ?? 0;
  const average = new Float64Array(dimension);
  const squares = new Float64Array(dimension);
  means.forEach((mean, index) => {
    for (let d = 0; d < dimension; d++) {
      const difference = mean[d] - average[d];
      average[d] += difference / (index + 1);
      squares[d] += difference * (mean[d] - average[d]);
    }
  });
  return squares.map((sum) => sum / means.length);
}
