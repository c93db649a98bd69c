/** What a person may change of a planned run: the few settings that matter most, with what they may be. */
import type { PlannedSetting } from "../../protocol/training";
import { DECIDED_BY_BASE } from "../finetuning/fineTuning";
import type { TrainingOptions } from "../options";

type Range = Pick<PlannedSetting, "choices" | "least" | "most" | "whole">;

const SETTINGS = {
  preset: { choices: ["small", "base"] },
  maxMinutes: { least: 0.1, most: 10_000 },
  epochs: { least: 0.1, most: 1000 },
  hidden: { least: 16, most: 2048, whole: true },
  embedding: { least: 16, most: 1024, whole: true },
  latent: { least: 1, most: 512, whole: true },
  vocabulary: { least: 300, most: 30_000, whole: true },
  maxTokens: { least: 2, most: 256, whole: true },
  batch: { least: 1, most: 1024, whole: true },
  learningRate: { least: 1e-6, most: 1 },
  autoencoder: { least: 0, most: 0.9 },
  klWeight: { least: 0, most: 1 },
  freeBits: { least: 0, most: 10 },
  keep: { least: 0, most: 1 },
  dropout: { least: 0, most: 0.95 },
  patience: { least: 1, most: 100, whole: true },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
} as const satisfies { readonly [Name in keyof TrainingOptions]?: Range };

export function settingsOf(options: TrainingOptions): PlannedSetting[] {
  const values: Readonly<Record<string, unknown>> = options;
  return Object.entries<Range>(SETTINGS).map(([name, range]) => {
    const value = values[name];
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return {
      name,
      ...(isPlain ? { value } : {}),
      ...range,
      ...(options.from !== undefined && DECIDED_BY_BASE.has(name) ? { fixed: true as const } : {}),
    };
  });
}
