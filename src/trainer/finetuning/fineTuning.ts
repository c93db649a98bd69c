/** The options of a run that starts from a model: its network, its objective, and a shorter, gentler schedule. */
import path from "node:path";
import * as z from "zod";
import { HomotopyError } from "../../core/errors";
import { flag } from "../../core/flag";
import { isLanguageModel, type NetworkConfig } from "../../model/family/network";
import type { Manifest } from "../../model/manifest";
import { readManifest } from "../../model/package/readManifest";
import { PRESETS, type Preset, type TrainingOptions, trainingOptionsSchema } from "../options";
import { withChosen } from "../remedies/combine";
import { networkOfBase } from "./base";

/**
 * The posterior carries something already: there is no autoencoder to begin with and nothing to anneal, and every validation
 * can be compared from the first one on. A small text is soon known by heart, so training stops soon.
 */
const SCHEDULE = {
  attribution: "Fine-tuned on text chosen by the person who ran the training.",
  epochs: 10,
  autoencoder: 0,
  anneal: "linear",
  annealShare: 0,
  learningRate: 1e-3,
  patience: 2,
} as const satisfies Partial<TrainingOptions>;

/** What the base model was trained for, and its fine-tuned form is too. */
const objectiveSchema = z.object(
  trainingOptionsSchema.pick({
    klWeight: true,
    keep: true,
    freeBits: true,
    freeBitsTotal: true,
    prior: true,
    tokenizer: true,
  }).shape,
);

type Defaults = Omit<TrainingOptions, "sources" | "out">;
export type ChosenOptions = Partial<TrainingOptions>;

/** The defaults of a run from the package in `from`. */
export function fineTuningDefaults(preset: Preset, manifest: Manifest, from: string): Defaults {
  const defaults = PRESETS[preset];
  // A recipe of another version, or of another trainer, says what it can.
  const recipe = objectiveSchema.safeParse({ ...defaults, ...manifest.training.recipe.options });
  return {
    ...defaults,
    ...SCHEDULE,
    ...recipe.data,
    ...(manifest.decoder.inputless ? { keep: 0 } : {}),
    ...networkOptions(networkOfBase(manifest, from)),
    language: manifest.language,
    maxTokens: Math.min(manifest.max_tokens, MOST_TOKENS),
    from: path.resolve(from),
  };
}

const MOST_TOKENS = 1024;
const SMALLEST_VOCABULARY = 300;

/** The options that the network decides. */
function networkOptions(network: NetworkConfig) {
  const { embedding, hidden, tied, direction } = network;
  // The tokenizer decides; the option is the greatest size of one that is learnt.
  const shared = { vocabulary: Math.max(SMALLEST_VOCABULARY, network.vocabulary), embedding, hidden, tied, direction };
  if (isLanguageModel(network)) return { ...shared, family: "rnnlm" as const };
  const { latent, pooling, reversed, skip, delta = 0 } = network;
  return { ...shared, family: "vae" as const, latent, pooling, reversed, skip, delta };
}

/** Names of the options that cannot be chosen when a run starts from a model. */
export const DECIDED_BY_BASE: ReadonlySet<string> = new Set<keyof TrainingOptions>([
  "family",
  "hidden",
  "embedding",
  "latent",
  "vocabulary",
  "tokenizer",
  "pooling",
  "reversed",
  "tied",
  "skip",
  "direction",
  "delta",
]);

/**
 * The options of a run from the package in `from`, with what a person chose.
 * @throws HomotopyError "bad-call" for a choice that goes against the base model's network; "bad-model", "unavailable"
 */
export async function fineTuning<C extends ChosenOptions>(
  from: string,
  preset: Preset,
  chosen: C,
): Promise<Defaults & C> {
  const manifest = await readManifest(path.resolve(from));
  const defaults = fineTuningDefaults(preset, manifest, from);
  const own: Readonly<Record<string, unknown>> = defaults;
  for (const [name, value] of Object.entries(chosen)) {
    if (!DECIDED_BY_BASE.has(name) || value === undefined || value === own[name]) continue;
    const what = `${flag(name)} ${String(value)} goes against the base model, which has ${String(own[name])}`;
    throw new HomotopyError("bad-call", what, manifest.name, `leave ${flag(name)} out, or train anew without --from`);
  }
  return { ...withChosen(defaults, chosen), from: path.resolve(from) };
}
