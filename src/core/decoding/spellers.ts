/**
 * The tokens that can stand where known text is left to spell. Nearly the whole vocabulary is passed over there, at every
 * step and for every beginning, so that each place is looked up once.
 */
import { isForced, isGap, type Pattern, type Position, textAt } from "./pattern";

export class Spellers {
  /** By the text that is left: 1 for every token that spells some of it, or all of it and more. */
  readonly #fitting = new Map<string, Uint8Array>();

  constructor(
    private readonly pattern: Pattern,
    private readonly vocabulary: number,
  ) {}

  /** [vocabulary] 1 where a token may fit; undefined where there is nothing to spell first. */
  at(position: Position): Uint8Array | undefined {
    const region = this.pattern.regions[position.region];
    if (isForced(region, position) || isGap(region, position)) return undefined;
    const left = textAt(region, position).slice(position.offset);
    return left === "" ? undefined : this.#spelling(left);
  }

  #spelling(left: string): Uint8Array {
    const known = this.#fitting.get(left);
    if (known !== undefined) return known;
    const fitting = new Uint8Array(this.vocabulary);
    for (let token = 0; token < this.vocabulary; token++) {
      const text = this.pattern.tokenText(token);
      // Nearly all begin otherwise.
      if (text[0] === left[0] && (text.startsWith(left) || left.startsWith(text))) fitting[token] = 1;
    }
    this.#fitting.set(left, fitting);
    return fitting;
  }
}
