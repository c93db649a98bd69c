/**
 * The evidence lower bound over a set of sentences (Kingma and Welling 2013, eq. 3), in nats a sentence, with
 * reconstruction and KL apart. A perplexity depends on whether end marks are counted as tokens, so both are given.
 */

/** One sentence's terms of the bound, in nats. */
export interface BoundTerms {
  /** E_q[−ln p(x|z)], the end mark included. */
  readonly reconstruction: number;
  /** KL(q(z|x) ‖ p(z)). */
  readonly kl: number;
  /** Tokens of the sentence, its end mark counted. */
  readonly tokens: number;
}

export interface BoundSummary {
  readonly sentences: number;
  /** End marks counted. */
  readonly tokens: number;
  /** Negative bound, an upper limit of the negative log-likelihood: reconstruction + kl. Nats a sentence, like both terms. */
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** exp(Σ (reconstruction + kl) / Σ tokens); upper limits of the model's perplexity. */
  readonly perplexity: { readonly withEos: number; readonly withoutEos: number };
}

export function summarizeBound(terms: readonly BoundTerms[]): BoundSummary {
  const sentences = terms.length;
  const total = (term: (terms: BoundTerms) => number) => terms.reduce((sum, each) => sum + term(each), 0);
  const reconstruction = total((each) => each.reconstruction);
  const kl = total((each) => each.kl);
  const tokens = total((each) => each.tokens);
  return {
    sentences,
    tokens,
    bound: (reconstruction + kl) / sentences,
    reconstruction: reconstruction / sentences,
    kl: kl / sentences,
    perplexity: {
      withEos: Math.exp((reconstruction + kl) / tokens),
      withoutEos: Math.exp((reconstruction + kl) / (tokens - sentences)),
    },
  };
}
