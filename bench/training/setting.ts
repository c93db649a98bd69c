/** What every competitor computes: the same network, batch and step, so that only the engine differs. */
import type { NetworkConfig } from "../../src/model/family/network";

export const BATCH = 32;
export const TIME = 20;
export const DROPOUT = 0.2;
export const CONTROLS = { klWeight: 0.3, freeBits: 0 };
export const STEP = { learningRate: 1e-3, clip: 5 };

/** The plain architecture, which PyTorch's nn.LSTM has too. */
export function plainNetwork(hidden: number): NetworkConfig {
  return {
    vocabulary: 10_000,
    embedding: 256,
    hidden,
    latent: 32,
    pooling: "last",
    reversed: false,
    tied: false,
    skip: false,
    direction: "left-to-right",
  };
}

/** One line of a competitor's answer: what its latest steps took. */
export interface Answer {
  readonly milliseconds: readonly number[];
  /** Targets that count, a step. */
  readonly tokens: readonly number[];
  /** The process's greatest resident size so far, of all its processes together. */
  readonly megabytes: number;
}

export interface Ready {
  readonly ready: string;
}

/** Does `steps` training steps. */
export type Competitor = (steps: number) => Promise<Answer>;
