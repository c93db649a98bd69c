/** Results as the bundled model might give them, with figures that are drawn from a seed. */
import type { ImputeResult, InterpolateResult, SharpeningGain, VariantsResult } from "../../../src/core/exploration";
import { seeded } from "../../../src/core/random";
import type { LatentDescription } from "../../../src/protocol/engine";

export const MODEL = "english 0.1.0 · 8f3c2a1b";
const DIMENSION = 32;

export const latent: LatentDescription = {
  dimension: DIMENSION,
  mean: figures("mean", (value) => 0.05 * value),
  deviation: klOf().map((kl) => Math.max(0.05, 1 - Math.exp(-1.6 * kl))),
  kl: klOf(),
};

export function variantsOf(text: string, seed: number): VariantsResult {
  const random = seeded(seed, "harness", text);
  return {
    model: MODEL,
    seed,
    text: text.toLowerCase(),
    mean: Float32Array.from(latent.deviation, (deviation) => 0.95 * deviation * random.normal()),
    logVariance: Float32Array.from(latent.kl, (kl) => -2 * Math.min(1.9, kl)),
    kl: 14.27,
    truncated: false,
    reconstruction: "she closed the door and walked slowly back to the window .",
    variants: [
      {
        text: "she closed the door and walked slowly back to the house .",
        count: 8,
        logProbability: -11.84,
        distance: 1.32,
      },
      { text: "she closed the door and walked back to the window .", count: 5, logProbability: -12.61, distance: 1.58 },
      {
        text: "he closed the door and walked slowly back to the kitchen .",
        count: 3,
        logProbability: -14.02,
        distance: 1.97,
      },
      {
        text: "she opened the door and looked slowly back at the house .",
        count: 2,
        logProbability: -16.35,
        distance: 2.21,
      },
      {
        text: "she shut the window and went quietly back into the room , where the others were still waiting for her .",
        count: 1,
        logProbability: -22.4,
        distance: 2.48,
      },
      { text: "the girl turned away and walked to the gate .", count: 1, logProbability: -17.9, distance: 2.74 },
    ],
  };
}

export const sharpened: SharpeningGain = { boundBefore: 42.1, boundAfter: 38.7, gain: 3.4, gainError: 0.31, steps: 20 };

export const FROM = "She closed the door and walked slowly back to the window.";
export const TO = "The soldiers had been waiting for the train since the morning.";

export const walk: InterpolateResult = {
  model: MODEL,
  smoothness: 0.71,
  steps: [
    { t: 0.06, from: 0, to: 0.133, text: "she closed the door and walked slowly back to the window ." },
    { t: 0.2, from: 0.133, to: 0.277, text: "she closed the door and walked back to the house ." },
    { t: 0.3, from: 0.277, to: 0.332, text: "she had closed the door and walked back to the house ." },
    { t: 0.4, from: 0.332, to: 0.484, text: "she had been waiting for him at the door of the house ." },
    { t: 0.55, from: 0.484, to: 0.652, text: "they had been waiting for him at the door since morning ." },
    { t: 0.7, from: 0.652, to: 0.738, text: "they had been waiting for the train since morning ." },
    { t: 0.85, from: 0.738, to: 1, text: "the soldiers had been waiting for the train since the morning ." },
  ],
};

export const PREFIX = "The old man put down his glass and";

export const completions: ImputeResult = {
  model: MODEL,
  method: "beam",
  completions: endings(PREFIX, [
    [" looked at me .", -3.31],
    [" looked at the fire .", -3.87],
    [" turned to the door .", -4.24],
    [" looked at her for a long time without a word .", -9.9],
    [" went out into the garden .", -5.38],
  ]),
  trace: [],
};

export const imputed: ImputeResult = {
  model: MODEL,
  method: "icm",
  completions: endings(PREFIX, [
    [" went back to the window .", -3.02],
    [" looked at me .", -3.31],
    [" went home .", -3.6],
    [" said nothing more that evening .", -7.1],
  ]),
  trace: [
    { round: 1, text: `${PREFIX} looked at me .`, logProbability: -9.31, step: 2.87 },
    { round: 2, text: `${PREFIX} went home .`, logProbability: -8.6, step: 1.12 },
    { round: 3, text: `${PREFIX} went back to the window .`, logProbability: -7.9, step: 0.31 },
  ],
};

export const WITH_GAPS = "The old ___ put down his glass and ___ at the fire.";
export const WITHOUT_GAPS = "The old man put down his glass and stared at the fire.";
const IN_GAPS: readonly (readonly [string, string, number])[] = [
  ["man", "looked", -1.2],
  ["man", "sat", -1.9],
  ["king", "looked", -3.4],
];

export function filledGaps(method: "beam" | "icm"): ImputeResult {
  return {
    ...(method === "beam" ? completions : imputed),
    completions: IN_GAPS.map(([first, second, logProbability]) => ({
      text: `The old ${first} put down his glass and ${second} at the fire.`,
      filled: [first, second],
      ...{ logProbability: logProbability - 6, gapLogProbability: logProbability, gapTokens: 2, round: 1 },
    })),
  };
}

function endings(beginning: string, found: readonly (readonly [string, number])[]) {
  return found.map(([ending, gapLogProbability]) => ({
    text: beginning + ending,
    logProbability: gapLogProbability - 6,
    filled: [ending],
    gapLogProbability,
    gapTokens: ending.split(" ").length,
    round: 1,
  }));
}

function klOf(): number[] {
  return figures("kl", (value, index) => (index % 3 === 2 ? 0.004 : Math.abs(value) * 0.7 + 0.05));
}

function figures(label: string, of: (value: number, index: number) => number): number[] {
  const random = seeded(7, "harness", label);
  return Array.from({ length: DIMENSION }, (_, index) => of(random.normal(), index));
}
