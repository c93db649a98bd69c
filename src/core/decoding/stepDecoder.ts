/**
 * The decoder p(x_t | x_<t, z) as every decoding algorithm sees it: a batch of rows advanced one token at a time.
 * The algorithms know nothing of recurrent networks, tensors or files; an ONNX session, or a table in a test, stands behind it.
 */
export interface StepDecoder<State> {
  /** Number of tokens in the vocabulary. */
  readonly vocabulary: number;
  /** Ids of the tokens with a meaning of their own. */
  readonly special: SpecialTokens;
  /** The state before the first token, one row a latent. `latents` is [rows, latent], row-major. */
  start(latents: Float32Array, rows: number): Promise<State>;
  /** Feeds one token a row and returns the distribution of the next, at most `top` entries a row. Does not change `state`. */
  step(tokens: Int32Array, state: State, request: StepRequest): Promise<Step<State>>;
  /** The state whose row i is row `rows[i]` of `state`: beams branch, finished rows are dropped. */
  select(state: State, rows: Int32Array): State;
}

export interface SpecialTokens {
  readonly pad: number;
  readonly unk: number;
  readonly bos: number;
  readonly eos: number;
}

export interface StepRequest {
  /** How many of the most probable next tokens to return a row, at most the vocabulary's size. */
  readonly top: number;
  /** One token a row whose log-probability is wanted whatever its rank (scoring, forced prefixes). */
  readonly targets?: Int32Array;
}

export interface Step<State> {
  readonly state: State;
  /** Entries a row, the smaller of the requested number and the vocabulary. */
  readonly width: number;
  /** [rows, width], most probable first. */
  readonly tokens: Int32Array;
  /** [rows, width], ln p of each of `tokens`. */
  readonly logProbabilities: Float32Array;
  /** [rows], ln p of each of the requested `targets`; empty without any. */
  readonly targetLogProbabilities: Float32Array;
}

/** One decoded sentence: tokens without begin and end marks, and ln p(x|z) with the end mark counted if it was reached. */
export interface DecodedTokens {
  readonly tokens: readonly number[];
  readonly logProbability: number;
  /** False if the sentence was cut at the greatest length. */
  readonly ended: boolean;
}
