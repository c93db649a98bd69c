/**
 * ln p(x|z) with the normaliser estimated at each position from a few of the vocabulary's tokens, drawn by the mean of
 * p(x_t | x_<t, z) over the first latents: all latents come from one posterior, so what is probable under some of them is
 * probable under most. The estimate of Z has no bias; that of ln Z has half its relative variance, which is small.
 *
 * The same tokens serve all latents of a sentence: the work falls by the vocabulary's size over the number of tokens.
 */
import { throwIfCancelled } from "../../../core/errors";
import { seeded } from "../../../core/random";
import { proposalModel, sampledLikelihoodModel } from "../../../model/onnx/likelihood";
import { type Feeds, Session, type SessionOptions } from "../../session";
import { drawCandidates } from "./candidates";
import { type DecoderNetwork, forcedFeeds } from "./decoderNetwork";
import { firstDraws } from "./draws";
import { inRows, type LikelihoodScorer, type Sentence } from "./scorer";

export interface SampledOptions {
  /** Tokens that stand for the vocabulary at each position. */
  readonly candidates: number;
  /** Draws of z, the first of them, whose mean distribution they are drawn by. */
  readonly references: number;
  readonly seed: number;
}

const OUTPUT = "log_probability";

export async function sampledScorer(
  network: DecoderNetwork,
  mostRows: number,
  sampled: SampledOptions,
  options: SessionOptions,
): Promise<LikelihoodScorer> {
  const { config, weights } = network;
  const proposal = await Session.create(proposalModel(config, weights), options);
  const likelihood = await Session.create(sampledLikelihoodModel(config, weights), options);
  return {
    score: async (sentence, draws, signal) => {
      throwIfCancelled(signal, "scoring");
      const references = firstDraws(draws, sampled.references);
      const { tokens } = forcedFeeds(network, sentence);
      const latent = { data: references.latents, shape: [references.rows, config.latent] };
      const outputs = await proposal.run({ tokens, latent }, ["probabilities", "log_normaliser"]);
      const drawn = drawnFeeds(network, sentence, sampled, {
        probabilities: outputs.float32("probabilities").data,
        logNormalisers: outputs.float32("log_normaliser").data,
      });
      return inRows(draws, mostRows, async (part, count) => {
        throwIfCancelled(signal, "scoring");
        const latent = { data: part, shape: [count, config.latent] };
        return (await likelihood.run({ tokens, ...drawn, latent }, [OUTPUT])).float32(OUTPUT).data;
      });
    },
    dispose: async () => {
      await proposal.dispose();
      await likelihood.dispose();
    },
  };
}

interface Proposal {
  /** [time, vocabulary] */
  readonly probabilities: Float32Array;
  /** [time]: about ln Z, so that what is exponentiated stays small. */
  readonly logNormalisers: Float32Array;
}

function drawnFeeds(
  { config, weights, eos }: DecoderNetwork,
  { index, tokens }: Sentence,
  { candidates, seed }: SampledOptions,
  { probabilities, logNormalisers }: Proposal,
): Feeds {
  const { vocabulary: V } = config;
  const bias = weights.get("output.bias") ?? new Float32Array(V);
  const random = seeded(seed, "candidates", index);
  const time = tokens.length + 1;
  const drawn = new Int32Array(time * candidates);
  const offsets = new Float32Array(time * candidates);
  const columns = new Int32Array(time);
  for (let t = 0; t < time; t++) {
    const shift = logNormalisers[t];
    const target = tokens[t] ?? eos;
    const proposed = probabilities.slice(t * V, (t + 1) * V);
    proposed[target] = Number.POSITIVE_INFINITY;
    const found = drawCandidates(proposed, candidates, random);
    drawn.set(found.tokens, t * candidates);
    found.tokens.forEach((token, m) => {
      offsets[t * candidates + m] = bias[token] - found.logChances[m] - shift;
    });
    columns[t] = found.tokens.indexOf(target);
  }
  return {
    candidates: { data: drawn, shape: [time, candidates] },
    offsets: { data: offsets, shape: [time, candidates] },
    column: { data: columns, shape: [time] },
  };
}
