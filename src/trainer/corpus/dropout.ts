import type { Random } from "../../core/random";
import type { DropoutMasks } from "./batch";

/** Inverted dropout for a batch. `positions`: T·B; rate: probability of a zero. */
export function dropoutMasks(
  positions: number,
  widths: { readonly embedding: number; readonly features: number },
  rate: number,
  random: Random,
): DropoutMasks {
  return {
    encoderInput: dropoutMask(positions * widths.embedding, rate, random),
    decoderInput: dropoutMask(positions * widths.embedding, rate, random),
    output: dropoutMask(positions * widths.features, rate, random),
  };
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
