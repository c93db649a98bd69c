import { fillNormal, type Random, seeded } from "../../src/core/random";
import { featureWidth, isLanguageModel, type NetworkConfig } from "../../src/model/family/network";
import type { Batch } from "../../src/trainer/corpus/batch";

export interface SyntheticOptions {
  readonly rows: number;
  readonly time: number;
  readonly seed: number;
  /** Probability of dropping an embedding or a feature; 0: no masks. */
  readonly dropout?: number;
  /** Probability of keeping a decoder input word. */
  readonly keep?: number;
  /** Every sentence as long as the bucket. */
  readonly full?: boolean;
}

const BEGIN = 1;
const END = 2;
const UNKNOWN = 3;
const FIRST_WORD = 4;

/** Random sentences of one bucket, padded as real ones are: in front for the encoder, behind for the decoder. */
export function syntheticBatch(config: NetworkConfig, options: SyntheticOptions): Batch {
  const { rows, time } = options;
  const random = seeded(options.seed, "synthetic-batch");
  const size = rows * time;
  const read = isLanguageModel(config) ? 0 : size;
  const encoderTokens = new Int32Array(read);
  const encoderMask = new Float32Array(read);
  const decoderTokens = new Int32Array(size);
  const targets = new Int32Array(size);
  const targetWeights = new Float32Array(size);
  let tokens = 0;
  for (let row = 0; row < rows; row++) {
    // The longest sentence fills the bucket; the others leave padding.
    const words = options.full || row === 0 ? time - 1 : random.integer(time);
    const sentence = Array.from({ length: words }, () => FIRST_WORD + random.integer(config.vocabulary - FIRST_WORD));
    const ended = [...sentence, END];
    const encoded = config.reversed ? [...ended].reverse() : ended;
    const written = config.direction === "left-to-right" ? ended : [...sentence.reverse(), END];
    tokens += ended.length;
    written.forEach((token, t) => {
      // An empty array takes nothing.
      const front = (time - ended.length + t) * rows + row;
      encoderTokens[front] = encoded[t];
      encoderMask[front] = 1;
      const behind = t * rows + row;
      decoderTokens[behind] = t === 0 ? BEGIN : kept(written[t - 1], options.keep ?? 1, random);
      targets[behind] = token;
      targetWeights[behind] = 1;
    });
  }
  return {
    rows,
    time,
    encoderTokens,
    encoderMask,
    decoderTokens,
    targets,
    targetWeights,
    noise: fillNormal(new Float32Array(rows * config.latent), random),
    ...(options.dropout ? { dropout: dropoutMasks(config, size, options.dropout, random) } : {}),
    tokens,
    sentences: Uint32Array.from({ length: rows }, (_, row) => row),
  };
}

function kept(token: number, keep: number, random: Random): number {
  return random.uniform() < keep ? token : UNKNOWN;
}

function dropoutMasks(config: NetworkConfig, size: number, rate: number, random: Random) {
  const mask = (width: number) =>
    Float32Array.from({ length: size * width }, () => (random.uniform() < rate ? 0 : 1 / (1 - rate)));
  return {
    encoderInput: mask(isLanguageModel(config) ? 0 : config.embedding),
    decoderInput: mask(config.embedding),
    output: mask(featureWidth(config)),
  };
}
