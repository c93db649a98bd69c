/** A language model measured: ln p(x) is a sum over positions, and there is no latent space to say anything of. */
import { perplexity } from "../../core/metrics/perplexity";
import { tokenizeTexts } from "../explorer/texts";
import type { OpenModel } from "../openModel";
import type { EvaluationOptions, LanguageModelEvaluation } from "./evaluation";
import { importanceWeightedNll } from "./likelihood/importanceWeights";

export async function evaluateLanguageModel(
  model: OpenModel,
  batches: AsyncIterable<readonly string[]>,
  { seed, progress }: EvaluationOptions,
  signal?: AbortSignal,
): Promise<LanguageModelEvaluation> {
  const sums = { sentences: 0, tokens: 0, truncated: 0, nats: 0 };
  for await (const texts of batches) {
    const sentences = await tokenizeTexts(model, texts);
    const likelihoods = await importanceWeightedNll(
      model,
      sentences.map(({ tokens }) => tokens),
      { samples: 1, seed },
      signal,
    );
    sums.sentences += sentences.length;
    sums.truncated += sentences.filter((sentence) => sentence.truncated).length;
    for (const { nll, tokens } of likelihoods.sentences) {
      sums.tokens += tokens;
      sums.nats += nll;
    }
    progress?.(`${sums.sentences} sentences`);
  }
  const { sentences, tokens, truncated, nats } = sums;
  return {
    kind: "language model",
    model: model.name,
    seed,
    sentences,
    tokens,
    truncated,
    nll: nats / sentences,
    perplexityFrom: "nll",
    perplexity: perplexity(nats, tokens, sentences),
    latent: 0,
  };
}
