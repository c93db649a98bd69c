/** A batch, its controls and the store's weights as ONNX Runtime's inputs. Nothing is copied: every tensor is a view. */
import { Tensor } from "onnxruntime-node";
import { featureWidth, isLanguageModel, type NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import { gradientName } from "./compiledGraph";
import type { ObjectiveControls } from "./gradients";

export type Feeds = Readonly<Record<string, Tensor>>;

export function weightFeeds(store: ParameterStore): Feeds {
  return Object.fromEntries(store.parameters.map(({ name, shape, value }) => [name, float(value, shape)]));
}

/** Where the runtime writes the gradients: the store's own arrays, and for an embedding of its own none. */
export function gradientTargets(store: ParameterStore): Feeds {
  const written = store.parameters.filter(({ name }) => name !== "embedding" || store.config.tied);
  return Object.fromEntries(written.map(({ name, shape, gradient }) => [gradientName(name), float(gradient, shape)]));
}

export function batchFeeds(batch: Batch, config: NetworkConfig): Feeds {
  const { rows, time, dropout } = batch;
  const N = rows * time;
  const ofDecoder = {
    decoderTokens: new Tensor("int32", batch.decoderTokens, [N]),
    targets: new Tensor("int32", batch.targets, [N]),
    targetWeights: float(batch.targetWeights, [N]),
    ...(dropout && {
      "dropout.decoderInput": float(dropout.decoderInput, [N, config.embedding]),
      "dropout.output": float(dropout.output, [N, featureWidth(config)]),
    }),
  };
  if (isLanguageModel(config)) return ofDecoder;
  return {
    ...ofDecoder,
    encoderTokens: new Tensor("int32", batch.encoderTokens, [N]),
    encoderMask: float(batch.encoderMask, [N, 1]),
    noise: float(batch.noise, [rows, config.latent]),
    ...(dropout && { "dropout.encoderInput": float(dropout.encoderInput, [N, config.embedding]) }),
  };
}

export function controlFeeds({ klWeight, freeBits, freeBitsTotal = 0 }: ObjectiveControls): Feeds {
  return { klWeight: scalar(klWeight), freeBits: scalar(freeBits), freeBitsTotal: scalar(freeBitsTotal) };
}

export function scalar(value: number): Tensor {
  return float(Float32Array.of(value), []);
}

export function float(values: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor("float32", values, shape);
}
