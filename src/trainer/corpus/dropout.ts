import type { Random } from "../../core/random";
import type { DropoutMasks } from "./batch";

/** Probabilities of a zero. */
export interface DropoutRates {
  /** Of the decoder's embeddings and output features. */
  readonly decoder: number;
  /** Of the encoder's embeddings. */
  readonly encoder: number;
  /** Whether a sentence keeps its mask through all positions (Gal and Ghahramani 2016, *A Theoretically Grounded Application of Dropout*). */
  readonly locked: boolean;
}

/** Widths of what is dropped: the embeddings of each reader (0: it does not exist) and the output features. */
export interface DropoutWidths {
  readonly encoder: number;
  readonly decoder: number;
  readonly features: number;
}

export const NO_DROPOUT: DropoutRates = { decoder: 0, encoder: 0, locked: false };

export function dropsOut({ decoder, encoder }: DropoutRates): boolean {
  return decoder > 0 || encoder > 0;
}

/** Inverted dropout for a batch of `rows` sentences of `time` positions. */
export function dropoutMasks(
  { rows, time }: { readonly rows: number; readonly time: number },
  widths: DropoutWidths,
  rates: DropoutRates,
  random: Random,
): DropoutMasks {
  const drawn = (width: number, rate: number): Float32Array =>
    rates.locked
      ? repeated(dropoutMask(rows * width, rate, random), time)
      : dropoutMask(time * rows * width, rate, random);
  return {
    encoderInput: drawn(widths.encoder, rates.encoder),
    decoderInput: drawn(widths.decoder, rates.decoder),
    output: drawn(widths.features, rates.decoder),
  };
}

/** The mask of one position at every position. */
function repeated(mask: Float32Array, time: number): Float32Array {
  const all = new Float32Array(mask.length * time);
  for (let t = 0; t < time; t++) all.set(mask, t * mask.length);
  return all;
}

/**
 * 0 with probability `rate`, else 1/(1 − rate). Hundreds of thousands of draws a step: so a counter through
 * MurmurHash3's last mixing, 16 bits a draw, keyed by one draw of the caller's generator. The rate is exact to 2^-16.
 */
export function dropoutMask(length: number, rate: number, random: Random): Float32Array {
  const mask = new Float32Array(length);
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 65536);
  const key = random.integer(4294967296) | 0;
  for (let index = 0; index < length; index += 2) {
    let bits = (key + Math.imul(index, 0x9e3779b1)) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    if ((bits & 0xffff) >= threshold) mask[index] = kept;
    // The last one may fall outside an odd length, where a typed array ignores it.
    if (bits >>> 16 >= threshold) mask[index + 1] = kept;
  }
  return mask;
}
