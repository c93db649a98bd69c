/** What a model family makes of the options: a language model has no encoder, no latent and no KL term. */
import type { TrainingOptions } from "./options";

/** The options that a language model cannot use, with the values that take their effect away (`undefined`: any will do). */
const OF_LATENT = {
  latent: undefined,
  pooling: undefined,
  reversed: undefined,
  skip: false,
  autoencoder: 0,
  anneal: "linear",
  annealShare: 0,
  klWeight: undefined,
  freeBits: 0,
  freeBitsTotal: 0,
  delta: 0,
  batchNorm: 0,
  aggressive: false,
  aggressiveSteps: undefined,
  encoderDropout: 0,
  prior: "gaussian",
} as const satisfies { [Option in keyof TrainingOptions]?: TrainingOptions[Option] | undefined };

/** The options as the family heeds them: every validation of a language model can be compared from the first one on. */
export function heeded(options: TrainingOptions): TrainingOptions {
  if (options.family === "vae") return options;
  const neutral = Object.entries(OF_LATENT).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(neutral) };
}

/** The options that the person set although the family does not heed them. */
export function unusedBy({ family }: TrainingOptions, asked: ReadonlySet<string>): readonly string[] {
  return family === "vae" ? [] : Object.keys(OF_LATENT).filter((name) => asked.has(name));
}
