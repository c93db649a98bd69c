/** Teacher-forced figures of given sentences: ln p(x|z) at given z, and the terms of the evidence lower bound. */
import { scoreSentences } from "../../core/decoding/scoring";
import { HomotopyError } from "../../core/errors";
import { type BoundOptions, type BoundResult, DEFAULTS, type ScoredText } from "../../core/exploration";
import { sample } from "../../core/latent/gaussian";
import { stackRows } from "../../core/latent/stack";
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import { MOST_DRAWS, seedNumber, wholeNumber } from "../requests";
import { inChunks, MOST_ROWS, requireLatent } from "./decode";
import { encodeTexts, tokenizeTexts } from "./texts";

interface Pair {
  readonly tokens: readonly number[];
  readonly z: Float32Array;
}

/** ln p(x|z) of each text at the latent of the same place; ln p(x) of a language model, which needs no latents. */
export async function score(
  model: OpenModel,
  texts: readonly string[],
  latents: readonly Float32Array[] = model.isLanguageModel ? texts.map(() => new Float32Array(0)) : [],
  signal?: AbortSignal,
): Promise<ScoredText[]> {
  if (texts.length !== latents.length) {
    const what = `There are ${texts.length} texts and ${latents.length} latents`;
    throw new HomotopyError("bad-call", what, "score", "give one latent a text");
  }
  latents.forEach((latent, index) => {
    requireLatent(model, latent, index);
  });
  const tokenized = await tokenizeTexts(model, texts);
  const scores = await scorePairs(
    model,
    tokenized.map(({ tokens }, row) => ({ tokens, z: latents[row] })),
    signal,
  );
  return tokenized.map(({ text, tokens, truncated }, row) => ({
    text,
    logProbability: scores[row],
    tokens: tokens.length + 1,
    truncated,
  }));
}

/** Reconstruction (the mean over `samples` draws of z ~ q) and KL of each text, in nats. */
export async function bound(
  model: OpenModel,
  texts: readonly string[],
  options: BoundOptions = {},
  signal?: AbortSignal,
): Promise<BoundResult[]> {
  const seed = seedNumber(options.seed ?? DEFAULTS.bound.seed);
  const samples = wholeNumber("samples", options.samples ?? DEFAULTS.bound.samples, 1, MOST_DRAWS);
  const encoded = await encodeTexts(model, texts, signal);
  const pairs = encoded.flatMap((text, index) =>
    Array.from({ length: samples }, (_, draw) => ({
      tokens: text.tokens,
      z: sample(text, 1, seeded(seed, "bound", index, draw)),
    })),
  );
  const scores = await scorePairs(model, pairs, signal);
  return encoded.map(({ text, tokens, kl, truncated }, index) => {
    const own = scores.slice(index * samples, (index + 1) * samples);
    const reconstruction = -own.reduce((sum, logProbability) => sum + logProbability, 0) / samples;
    return { text, reconstruction, kl, tokens: tokens.length + 1, truncated };
  });
}

/** In batches of like lengths; the results are in the pairs' order. */
export async function scorePairs(model: OpenModel, pairs: readonly Pair[], signal?: AbortSignal): Promise<number[]> {
  const order = [...pairs.keys()].sort((a, b) => pairs[b].tokens.length - pairs[a].tokens.length);
  const scores = new Array<number>(pairs.length);
  const sorted = await inChunks(order, MOST_ROWS, async (chunk) => {
    const sentences = chunk.map((index) => model.inDecodingOrder(pairs[index].tokens));
    const latents = stackRows(chunk.map((index) => pairs[index].z));
    return [...(await scoreSentences(model.decoder, latents, sentences, signal))];
  });
  order.forEach((index, place) => {
    scores[index] = sorted[place];
  });
  return scores;
}
