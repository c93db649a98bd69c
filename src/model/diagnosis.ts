/** Whether a model has collapsed, by what its package says of itself: measured after training, or by `evaluate`. */
import { informationLimit } from "../core/metrics/aggregatePosterior";
import { type CollapseDiagnosis, diagnoseCollapse } from "../core/metrics/collapse";
import type { CollapseObjective } from "../core/metrics/collapseRemedies";
import type { Manifest } from "./manifest";

/** Undefined for a language model, and where too little was measured. */
export function diagnoseManifest({ latent, metrics, training }: Manifest): CollapseDiagnosis | undefined {
  const information = metrics.mutual_information;
  return diagnoseCollapse(
    {
      sentences: metrics.sentences,
      latent: latent.dimension,
      activeUnits: metrics.active_units,
      kl: metrics.kl,
      information: information?.full_set ?? informationLimit(latent),
      informationCeiling: information?.full_set_ceiling,
      gain: metrics.latent_gain,
    },
    objectiveOf(training),
  );
}

/** What the recipe says of the objective. */
export function objectiveOf({ recipe: { options } }: Manifest["training"]): CollapseObjective {
  const number = (name: string) => {
    const value = options[name];
    return typeof value === "number" ? value : undefined;
  };
  return {
    autoencoder: number("autoencoder"),
    freeBits: number("freeBits"),
    klWeight: number("klWeight"),
    keep: number("keep"),
    freeBitsTotal: number("freeBitsTotal"),
    delta: number("delta"),
    batchNorm: number("batchNorm"),
    aggressive: options.aggressive === true,
  };
}
