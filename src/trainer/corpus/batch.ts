/**
 * One minibatch, laid out for the network. Sequences are time-major and flat: element `t * rows + row`.
 *
 * The encoder reads each sentence and its end mark *front-padded*: padding comes first and `encoderMask` keeps the
 * state at zero through it, so that the last state is the sentence's own and nothing of the padding reaches the posterior.
 * The decoder's inputs and targets are padded at the end, with weight zero. They stand in the order in which the decoder
 * writes: from the sentence's end for a right-to-left decoder. A language model has no encoder: what is the encoder's is empty.
 */
export interface Batch {
  /** Sentences in the batch (B). */
  readonly rows: number;
  /** Positions of the bucket (T): the longest sentence and its end mark, rounded up. */
  readonly time: number;
  /** [T·B] ids, front-padded; reversed in time if the network's encoder reads backwards. */
  readonly encoderTokens: Int32Array;
  /** [T·B] 1 on a token, 0 on padding. */
  readonly encoderMask: Float32Array;
  /** [T·B] begin mark, then the sentence; word dropout replaces some by the unknown token. */
  readonly decoderTokens: Int32Array;
  /** [T·B] the sentence, then the end mark. */
  readonly targets: Int32Array;
  /** [T·B] 1 on a target, 0 on padding. */
  readonly targetWeights: Float32Array;
  /** [B·L] ε ~ N(0, I) of the reparameterisation, or zeros to use the posterior mean. */
  readonly noise: Float32Array;
  /** Inverted dropout masks (0 or 1/keep); absent without dropout. */
  readonly dropout?: DropoutMasks;
  /** Targets that count: the sum of `targetWeights`. */
  readonly tokens: number;
  /** The sentences' numbers in the corpus, to name them when something goes wrong. */
  readonly sentences: Uint32Array;
}

export interface DropoutMasks {
  /** [T·B·E] on the encoder's embeddings. */
  readonly encoderInput: Float32Array;
  /** [T·B·E] on the decoder's embeddings. */
  readonly decoderInput: Float32Array;
  /** [T·B·F] on the features that the softmax reads (F: `featureWidth`). */
  readonly output: Float32Array;
}
