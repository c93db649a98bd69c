import type { SpecialTokens } from "../core/decoding/stepDecoder";

/**
 * What the decoder of an inputless model (Bowman et al. 2015, §4.1: word dropout with keep 0) reads at each step: the begin
 * mark, and of every word only that there is one. Its graph does so by itself; whoever feeds a whole sentence to the
 * decoder's weights has to.
 */
export type InputlessTokens = Pick<SpecialTokens, "bos" | "unk">;

/** The part of a manifest that says what a decoder reads. */
interface Reading {
  readonly vocabulary: InputlessTokens;
  readonly decoder: { readonly inputless?: boolean | undefined };
}

/** The decoder's inputs for a sentence whose tokens stand in the order in which it writes; one more than there are tokens. */
export function decoderInputs({ vocabulary: { bos, unk }, decoder }: Reading, tokens: readonly number[]): Int32Array {
  return Int32Array.of(bos, ...(decoder.inputless ? tokens.map(() => unk) : tokens));
}
