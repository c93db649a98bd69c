/**
 * exp(nats / tokens). Published figures differ in whether end marks are tokens: the same negative log-likelihood of 100
 * nats a sentence of the Penn Treebank is 96 with them and 119 without, so both are always given.
 */
export interface Perplexity {
  readonly withEos: number;
  readonly withoutEos: number;
}

/** `nats`: Σ −ln p(x) over all sentences, the end marks' share in it. `tokens`: of all sentences, end marks counted. */
export function perplexity(nats: number, tokens: number, sentences: number): Perplexity {
  return { withEos: Math.exp(nats / tokens), withoutEos: Math.exp(nats / (tokens - sentences)) };
}
