import type { SpecialTokens } from "../../core/decoding/stepDecoder";
import type { TokenIds } from "./tokenFormat";

/**
 * What a model must beat: the mean −ln p of a sentence, in nats with its end mark, if every token were drawn for itself
 * from the training text's counts, each plus one.
 */
export class UnigramModel {
  readonly #counts: Float64Array;
  #total = 0;

  constructor(
    private readonly vocabulary: number,
    private readonly special: SpecialTokens,
  ) {
    this.#counts = new Float64Array(vocabulary);
  }

  /** Occurrences of a token in training, end marks included. */
  count(id: number): number {
    return this.#counts[id];
  }

  learn(sentence: ArrayLike<number>): void {
    for (let index = 0; index < sentence.length; index++) this.#counts[sentence[index]]++;
    this.#counts[this.special.eos]++;
    this.#total += sentence.length + 1;
  }

  async meanNll(sentences: AsyncIterable<TokenIds>): Promise<number> {
    let sum = 0;
    let count = 0;
    for await (const sentence of sentences) {
      for (const id of sentence) sum += this.#surprisal(id);
      sum += this.#surprisal(this.special.eos);
      count++;
    }
    return sum / count;
  }

  #surprisal(id: number): number {
    // Padding and the begin mark are never predicted.
    return Math.log((this.#total + this.vocabulary - 2) / (this.#counts[id] + 1));
  }
}
