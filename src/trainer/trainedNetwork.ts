import type { NetworkConfig } from "../model/family/network";

/** A network while it trains: with what a batch does to it, which no package knows. */
export interface TrainedNetwork extends NetworkConfig {
  /** γ of batch-normalised posterior means (`remedies/batchNorm.ts`). */
  readonly batchNorm?: number;
}

/** The same network in use, where a sentence has no batch. */
export function inUse(network: TrainedNetwork): NetworkConfig {
  const { batchNorm: _, ...config } = network;
  return config;
}
