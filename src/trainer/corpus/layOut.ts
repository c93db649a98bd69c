/** Sentences laid out as the network reads them: see batch.ts. */
import type { SpecialTokens } from "../../core/decoding/stepDecoder";
import { fillNormal, type Random } from "../../core/random";
import type { Batch } from "./batch";
import { type DropoutRates, dropoutMasks, dropsOut } from "./dropout";
import type { TokenIds } from "./tokenFormat";

/** A sentence and its number in the store. */
export interface NumberedSentence {
  readonly number: number;
  readonly tokens: TokenIds;
}

export interface BatchLayout {
  /** L, E and F of the network. */
  readonly latent: number;
  readonly embedding: number;
  readonly features: number;
  /** Whether the encoder reads from the end: the end mark first, then the last token. */
  readonly reversed: boolean;
  readonly special: SpecialTokens;
  /** Probability of keeping a decoder input; 0 leaves only the begin mark. */
  readonly wordKeep: number;
  readonly dropout: DropoutRates;
}

/**
 * A batch of T = `time` positions. `draw` gives the generator of each purpose: word dropout, posterior noise, masks.
 * Throws `RangeError` for a sentence that does not fit.
 */
export function layOut(
  sentences: readonly NumberedSentence[],
  time: number,
  layout: BatchLayout,
  draw: (purpose: "words" | "noise" | "dropout") => Random,
): Batch {
  const rows = sentences.length;
  const { special } = layout;
  const encoderTokens = new Int32Array(time * rows).fill(special.pad);
  const encoderMask = new Float32Array(time * rows);
  const decoderTokens = new Int32Array(time * rows).fill(special.pad);
  const targets = new Int32Array(time * rows).fill(special.pad);
  const targetWeights = new Float32Array(time * rows);
  const words = draw("words");
  let total = 0;
  for (const [row, { number, tokens }] of sentences.entries()) {
    const positions = tokens.length + 1;
    if (positions > time) throw new RangeError(`Sentence ${number} has ${positions} positions, the bucket ${time}`);
    total += positions;
    for (let t = 0; t < positions; t++) {
      const target = t < tokens.length ? tokens[t] : special.eos;
      targets[t * rows + row] = target;
      targetWeights[t * rows + row] = 1;
      decoderTokens[t * rows + row] = t === 0 ? special.bos : keptWord(tokens[t - 1], layout, words);
      // Read forwards the sentence ends at the last position, read backwards it begins there.
      const position = layout.reversed ? time - 1 - t : time - positions + t;
      encoderTokens[position * rows + row] = target;
      encoderMask[position * rows + row] = 1;
    }
  }
  return {
    rows,
    time,
    encoderTokens,
    encoderMask,
    decoderTokens,
    targets,
    targetWeights,
    noise: fillNormal(new Float32Array(rows * layout.latent), draw("noise")),
    ...(dropsOut(layout.dropout)
      ? { dropout: dropoutMasks({ rows, time }, layout, layout.dropout, draw("dropout")) }
      : {}),
    tokens: total,
    sentences: Uint32Array.from(sentences, ({ number }) => number),
  };
}

function keptWord(token: number, { wordKeep, special }: BatchLayout, random: Random): number {
  return wordKeep >= 1 || random.uniform() < wordKeep ? token : special.unk;
}
