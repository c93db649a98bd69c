/** Sentences laid out as the network reads them: see batch.ts. */
import type { SpecialTokens } from "../../core/decoding/stepDecoder";
import { fillNormal, type Random } from "../../core/random";
import { isLanguageModel, type NetworkConfig } from "../../model/family/network";
import type { Batch } from "./batch";
import { type DropoutRates, type DropoutWidths, dropoutMasks, dropsOut } from "./dropout";
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
  /** In which order the decoder writes; its end mark comes last in either. */
  readonly direction: NetworkConfig["direction"];
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
  const read = isLanguageModel(layout) ? 0 : time * rows;
  const encoderTokens = new Int32Array(read).fill(special.pad);
  const encoderMask = new Float32Array(read);
  const decoderTokens = new Int32Array(time * rows).fill(special.pad);
  const targets = new Int32Array(time * rows).fill(special.pad);
  const targetWeights = new Float32Array(time * rows);
  const words = draw("words");
  let total = 0;
  for (const [row, { number, tokens }] of sentences.entries()) {
    const positions = tokens.length + 1;
    if (positions > time) throw new RangeError(`Sentence ${number} has ${positions} positions, the bucket ${time}`);
    total += positions;
    const written = layout.direction === "left-to-right" ? tokens : tokens.slice().reverse();
    for (let t = 0; t < positions; t++) {
      targets[t * rows + row] = t < tokens.length ? written[t] : special.eos;
      targetWeights[t * rows + row] = 1;
      decoderTokens[t * rows + row] = t === 0 ? special.bos : keptWord(written[t - 1], layout, words);
      if (read === 0) continue;
      // Read forwards the sentence ends at the last position, read backwards it begins there.
      const position = layout.reversed ? time - 1 - t : time - positions + t;
      encoderTokens[position * rows + row] = t < tokens.length ? tokens[t] : special.eos;
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
      ? { dropout: dropoutMasks({ rows, time }, widthsOf(layout), layout.dropout, draw("dropout")) }
      : {}),
    tokens: total,
    sentences: Uint32Array.from(sentences, ({ number }) => number),
  };
}

function widthsOf({ latent, embedding, features }: BatchLayout): DropoutWidths {
  return { encoder: isLanguageModel({ latent }) ? 0 : embedding, decoder: embedding, features };
}

function keptWord(token: number, { wordKeep, special }: BatchLayout, random: Random): number {
  return wordKeep >= 1 || random.uniform() < wordKeep ? token : special.unk;
}
