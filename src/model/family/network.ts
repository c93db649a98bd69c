/**
 * The shape of the Gaussian LSTM sentence VAE and of its language model: the sizes and options that fix it, and the name and
 * shape of every weight. The trainer's network and the ONNX export both stand on these names, so a weight file can be read
 * by either.
 *
 * Encoder: embedding, one LSTM over the sentence and its end mark, mean and log-variance of q(z|x).
 * Decoder: embedding with z beside it at every step, one LSTM whose initial state comes from z, softmax.
 * Language model (Bowman et al. 2015, section 4: the RNNLM): the same decoder without z, from a zero state.
 */
import * as z from "zod";

export const networkSchema = z.strictObject({
  /** V: tokens in the vocabulary. */
  vocabulary: z.int().min(5).max(1_000_000),
  /** E: width of a token's embedding. */
  embedding: z.int().min(1).max(8192),
  /** H: width of both LSTMs. */
  hidden: z.int().min(1).max(8192),
  /** L: dimensions of the latent space; 0 makes it a language model, without encoder and z. */
  latent: z.int().min(0).max(4096),
  /** What of the encoder's states feeds the posterior: the last one, or the last one beside the mean of all. */
  pooling: z.enum(["last", "last-mean"]),
  /** Whether the encoder reads the sentence from its end. */
  reversed: z.boolean(),
  /** Whether the output layer shares the embedding matrix (through a projection H → E). */
  tied: z.boolean(),
  /** Whether z also reaches the output layer directly. */
  skip: z.boolean(),
  /** Whether the decoder writes a sentence from its first token or from its last. */
  direction: z.enum(["left-to-right", "right-to-left"]).default("left-to-right"),
  /** Nats that every dimension of the posterior commits to (`committedRate.ts`); without it the posterior is any Gaussian. */
  delta: z.number().positive().max(20).optional(),
});

export type NetworkConfig = z.infer<typeof networkSchema>;

/** Whether the network is a decoder alone: a language model. */
export function isLanguageModel({ latent }: Pick<NetworkConfig, "latent">): boolean {
  return latent === 0;
}

/** Shape of every weight by name, in the order in which files list them. Gates are in ONNX's order: input, output, forget, cell. */
export type ParameterShapes = Readonly<Record<string, readonly number[]>>;

export function parameterShapes(config: NetworkConfig): ParameterShapes {
  const { vocabulary: V, embedding: E, hidden: H, latent: L } = config;
  const pooled = pooledWidth(config);
  const features = featureWidth(config);
  const output: ParameterShapes = config.tied ? { "output.projection": [H, E] } : { "output.weight": [H, V] };
  if (isLanguageModel(config)) {
    return {
      embedding: [V, E],
      "decoder.input": [E, 4 * H],
      "decoder.recurrent": [H, 4 * H],
      "decoder.bias": [4 * H],
      ...output,
      "output.bias": [V],
    };
  }
  return {
    embedding: [V, E],
    "encoder.input": [E, 4 * H],
    "encoder.recurrent": [H, 4 * H],
    "encoder.bias": [4 * H],
    "posterior.weight": [pooled, 2 * L],
    "posterior.bias": [2 * L],
    "initial.weight": [L, 2 * H],
    "initial.bias": [2 * H],
    "decoder.input": [E, 4 * H],
    "decoder.latent": [L, 4 * H],
    "decoder.recurrent": [H, 4 * H],
    "decoder.bias": [4 * H],
    ...output,
    ...(config.skip ? { "output.latent": [L, features] } : {}),
    "output.bias": [V],
  };
}

/** Width of what the posterior's linear layer reads: H, or 2H with the mean of the states. */
export function pooledWidth(config: NetworkConfig): number {
  return config.pooling === "last-mean" ? 2 * config.hidden : config.hidden;
}

/** Width of what the softmax's matrix multiplies: E when tied, else H. */
export function featureWidth(config: NetworkConfig): number {
  return config.tied ? config.embedding : config.hidden;
}

/** Weights by name, each flat and row-major. */
export type Weights = ReadonlyMap<string, Float32Array>;
