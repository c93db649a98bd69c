/** The batches of the bench: one that is full from end to end, and the length buckets of a real corpus. */
import path from "node:path";
import { fillNormal, type Random, seeded } from "../../src/core/random";
import { featureWidth, type NetworkConfig } from "../../src/model/family/network";
import type { Batch } from "../../src/trainer/corpus/batch";
import { batches } from "../../src/trainer/corpus/batches";
import { chooseBuckets } from "../../src/trainer/corpus/buckets";
import { dropoutMasks, NO_DROPOUT } from "../../src/trainer/corpus/dropout";
import { type Corpus, prepareCorpus } from "../../src/trainer/corpus/prepare";
import { PRESETS } from "../../src/trainer/options";
import { BATCH, DROPOUT, TIME } from "./setting";

/** PyTorch's peer drops out the same. */
const RATES = { decoder: DROPOUT, encoder: DROPOUT, locked: false };

/** The same full batch again and again; only its dropout masks are drawn anew. */
export async function* fullBatches(config: NetworkConfig): AsyncGenerator<Batch, void> {
  const random = seeded(1, "bench");
  const size = BATCH * TIME;
  const ids = () => Int32Array.from({ length: size }, () => random.integer(config.vocabulary));
  const batch = {
    rows: BATCH,
    time: TIME,
    encoderTokens: ids(),
    encoderMask: new Float32Array(size).fill(1),
    decoderTokens: ids(),
    targets: ids(),
    targetWeights: new Float32Array(size).fill(1),
    noise: fillNormal(new Float32Array(BATCH * config.latent), random),
    tokens: size,
    sentences: new Uint32Array(BATCH),
  };
  while (true) yield { ...batch, dropout: masks(config, random) };
}

function masks(config: NetworkConfig, random: Random) {
  return dropoutMasks(
    { rows: BATCH, time: TIME },
    { encoder: config.embedding, decoder: config.embedding, features: featureWidth(config) },
    RATES,
    random,
  );
}

/** A corpus prepared as the presets do. */
export function benchCorpus(sources: readonly string[], directory: string): Promise<Corpus> {
  const { tokenizer, vocabulary, maxTokens, seed } = PRESETS.base;
  return prepareCorpus({
    sources,
    directory: path.join(directory, "corpus"),
    tokenizer: { kind: tokenizer, vocabulary },
    maxTokens,
    seed,
  });
}

/** The network of the presets at another width. */
export function presetNetwork(hidden: number, { tokenizer }: Corpus): NetworkConfig {
  const { embedding, latent, pooling, reversed, tied, skip, direction } = PRESETS.base;
  return { vocabulary: tokenizer.size, embedding, hidden, latent, pooling, reversed, tied, skip, direction };
}

/** Epoch after epoch of the corpus in random order. */
export async function* corpusBatches(corpus: Corpus, config: NetworkConfig): AsyncGenerator<Batch, void> {
  const { batch, keep, dropout, seed, maxTokens } = PRESETS.base;
  const options = {
    rows: batch,
    buckets: chooseBuckets(corpus.train.histogram, 8, maxTokens + 1),
    latent: config.latent,
    embedding: config.embedding,
    features: featureWidth(config),
    reversed: config.reversed,
    direction: config.direction,
    special: corpus.tokenizer.special,
    wordKeep: keep,
    dropout: { ...NO_DROPOUT, decoder: dropout },
    seed,
  };
  for (let epoch = 0; ; epoch++) yield* batches(corpus.train, { ...options, epoch });
}
