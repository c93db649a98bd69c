/**
 * Active units: latent dimensions that the encoder uses, those whose posterior mean varies over the data,
 * Var_x[μ_d(x)] > 0.01. Burda, Grosse and Salakhutdinov 2015, *Importance Weighted Autoencoders*, §5.2 (eq. 12).
 */
const THRESHOLD = 0.01;

/** Number of active dimensions; `variances` are Var_x[μ_d(x)], [latent]. */
export function activeUnits(variances: Float64Array, threshold = THRESHOLD): number {
  return variances.filter((variance) => variance > threshold).length;
}
