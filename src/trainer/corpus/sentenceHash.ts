/**
 * 64 bits of hash of a sentence (two MurmurHash3-like lanes over UTF-16 units): to find duplicates, and to hold out
 * sentences by what they say rather than by where they stand, so that the split does not depend on the order of files.
 */
export interface SentenceHash {
  readonly high: number;
  readonly low: number;
}

export function hashSentence(text: string): SentenceHash {
  let high = 0x9e3779b9 | 0;
  let low = 0x243f6a88 | 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = rotate(Math.imul(high ^ unit, 0xcc9e2d51), 13) + 0x6b64e654;
    low = rotate(Math.imul(low ^ unit, 0x1b873593), 17) + 0x561ccd1b;
  }
  high = finish(high ^ text.length);
  return { high, low: finish(low ^ high) };
}

/** A number on [0, 1) that belongs to a sentence and a purpose. */
export function hashFraction({ high, low }: SentenceHash, seed: number): number {
  return finish(Math.imul(high ^ seed, 0x85ebca6b) ^ low) / 4294967296;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** MurmurHash3's last mixing, unsigned. */
function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
