/**
 * The evidence lower bound over a set of sentences (Kingma and Welling 2013, eq. 3), in nats a sentence, with
 * reconstruction and KL apart.
 */
import { type Perplexity, perplexity } from "./perplexity";

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
  /** Of the bound, and so upper limits of the model's perplexity. */
  readonly perplexity: Perplexity;
}

/** Adds up sentences that come one by one. */
export class BoundTotals {
  #sentences = 0;
  #tokens = 0;
  #reconstruction = 0;
  #kl = 0;

  add({ reconstruction, kl, tokens }: BoundTerms): void {
    this.#sentences++;
    this.#tokens += tokens;
    this.#reconstruction += reconstruction;
    this.#kl += kl;
  }

  get summary(): BoundSummary {
    const sentences = this.#sentences;
    const nats = this.#reconstruction + this.#kl;
    return {
      sentences,
      tokens: this.#tokens,
      bound: nats / sentences,
      reconstruction: this.#reconstruction / sentences,
      kl: this.#kl / sentences,
      perplexity: perplexity(nats, this.#tokens, sentences),
    };
  }
}

export function summarizeBound(terms: Iterable<BoundTerms>): BoundSummary {
  const totals = new BoundTotals();
  for (const each of terms) totals.add(each);
  return totals.summary;
}
