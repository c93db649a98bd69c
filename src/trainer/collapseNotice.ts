import { type CollapseDiagnosis, diagnoseCollapse } from "../core/metrics/collapse";
import { type CollapseObjective, remedyText } from "../core/metrics/collapseRemedies";
import type { Validation } from "./validate";

/** Whether the model uses its latent space; undefined if it has none, or too little was held out to say. */
export function diagnose(validation: Validation, objective: CollapseObjective): CollapseDiagnosis | undefined {
  const { information, latent, sentences, activeUnits, kl } = validation;
  if (information === undefined) return undefined;
  const use = {
    sentences,
    latent: latent.mean.length,
    activeUnits,
    kl,
    information: information.fullSet,
    informationCeiling: information.fullSetCeiling,
  };
  return diagnoseCollapse(use, objective);
}

/** What to tell the person; undefined if all is well. */
export function collapseNotice(diagnosis: CollapseDiagnosis | undefined): string | undefined {
  if (diagnosis === undefined || diagnosis.verdict === "healthy") return undefined;
  const { verdict, reasons, remedies } = diagnosis;
  return `The latent space is ${verdict}: ${reasons.join("; ")}. What helps: ${remedies.map(remedyText).join("; ")}`;
}
