/** The sentences that a quality report reads: real ones, and what a model makes of its latent space, as people are shown it. */
import { DEFAULTS, type DecodeOptions, TO_READ_OF_PRIOR, toRead } from "../../src/core/exploration";
import { type Gaussian, sample } from "../../src/core/latent/gaussian";
import { linear } from "../../src/core/latent/path";
import { seeded } from "../../src/core/random";
import { decodeToTokens, toTexts } from "../../src/engine/explorer/decode";
import { encodeTexts } from "../../src/engine/explorer/texts";
import type { OpenModel } from "../../src/engine/openModel";

/** Points of a homotopy between its ends. */
const BETWEEN = 5;

export interface SentenceSet {
  readonly name: string;
  readonly texts: readonly string[];
  /** Sentences that the model did not end and that were cut at its greatest length. */
  readonly cut: number;
}

export interface SentenceSets {
  readonly real: SentenceSet;
  readonly reconstructions: SentenceSet;
  readonly draws: SentenceSet;
  readonly between: SentenceSet;
  readonly midpoints: SentenceSet;
  /** Of the whole learned prior, of what `sample` draws of it, and of N(0, I). */
  readonly samples: readonly [SentenceSet, SentenceSet, SentenceSet];
}

/** As many of each as there are `texts`. */
export async function sentenceSets(model: OpenModel, texts: readonly string[]): Promise<SentenceSets> {
  const posteriors = await encodeTexts(model, texts);
  const means = posteriors.map(({ mean }) => mean);
  const paths = means.map((mean, index) => linear(mean, means[(index + 1) % means.length]));
  const set = async (name: string, latents: readonly Float32Array[], how = toRead(...texts)) => ({
    name,
    ...(await decoded(model, latents, how)),
  });
  const ofPrior = (name: "learned" | "standard", spread: number) =>
    set(
      name === "learned" ? `samples of the learned prior, spread ${spread}` : "samples of N(0, I)",
      texts.map((_, index) => model.prior(name).draw(seeded(1, "prior", index), spread)),
      TO_READ_OF_PRIOR,
    );
  return {
    real: { name: "held-out sentences", texts, cut: 0 },
    reconstructions: await set("their reconstructions", means),
    draws: await set("draws from their posteriors, spread 1", posteriors.map(drawOf)),
    between: await set(
      "points of homotopies between two of them",
      paths.map((path, index) => path((1 + (index % BETWEEN)) / (BETWEEN + 1))),
    ),
    midpoints: await set(
      "midpoints of them",
      paths.map((path) => path(0.5)),
    ),
    samples: [
      await ofPrior("learned", 1),
      await ofPrior("learned", DEFAULTS.sample.spread.learned),
      await ofPrior("standard", 1),
    ],
  };
}

function drawOf(posterior: Gaussian, index: number): Float32Array {
  return sample(posterior, 1, seeded(1, "bench", "draw", index));
}

async function decoded(
  model: OpenModel,
  latents: readonly Float32Array[],
  how: DecodeOptions,
): Promise<{ readonly texts: readonly string[]; readonly cut: number }> {
  const sentences = await decodeToTokens(model, latents, how);
  const texts = (await toTexts(model, sentences)).map(({ text }) => text);
  return { texts, cut: sentences.filter(({ ended }) => !ended).length };
}
