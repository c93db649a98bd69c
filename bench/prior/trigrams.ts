/**
 * How much of a text is made of what stands in another: the share of its word trigrams that occur there, the beginning and the
 * end of a sentence counted as words. A measure of how well samples read that needs no other model.
 */
export class SeenTrigrams {
  readonly #trigrams = new Set<string>();
  readonly #sentences = new Set<string>();

  add(sentence: string): void {
    this.#sentences.add(sentence.trim());
    for (const trigram of trigramsOf(sentence)) this.#trigrams.add(trigram);
  }

  /** Share of the sentences' trigrams that were seen. */
  share(sentences: readonly string[]): number {
    const trigrams = sentences.flatMap(trigramsOf);
    return trigrams.filter((trigram) => this.#trigrams.has(trigram)).length / trigrams.length;
  }

  /** Share of the sentences that were seen whole. */
  copied(sentences: readonly string[]): number {
    return sentences.filter((sentence) => this.#sentences.has(sentence.trim())).length / sentences.length;
  }
}

function trigramsOf(sentence: string): string[] {
  const words = ["^", "^", ...sentence.replace(/([.,!?;:"])/g, " $1 ").split(/\s+/), "$"].filter((word) => word !== "");
  return words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`);
}
