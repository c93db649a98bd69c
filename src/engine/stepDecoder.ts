/**
 * The step decoder of a model package: `decoder_init.onnx` makes the first state from z, `decoder.onnx` advances it by a
 * token and picks the most probable next ones inside the graph. Nothing of the vocabulary's size is copied out of the
 * runtime unless that much is asked for.
 *
 * The states are whatever the manifest names, one float32 row a sentence; what they hold is the model's own business. Those
 * of a language model start at zero.
 */
import type { SpecialTokens, Step, StepDecoder, StepRequest } from "../core/decoding/stepDecoder";
import type { Manifest } from "../model/manifest";
import type { Outputs, Session, Tensor } from "./session";

/** All tensors are [rows, …]. */
export interface OnnxState {
  /** Zero numbers a row in a language model, which is not shown them. */
  readonly latent: Tensor<Float32Array>;
  readonly states: readonly Tensor<Float32Array>[];
}

const NO_NUMBERS = new Int32Array(0);
const NO_LOGARITHMS = new Float32Array(0);

export class OnnxStepDecoder implements StepDecoder<OnnxState> {
  readonly vocabulary: number;
  readonly special: SpecialTokens;
  readonly #names: readonly string[];
  readonly #nextNames: readonly string[];
  readonly #dimension: number;
  readonly #widths: readonly number[];

  /** `initial`: undefined for a language model. */
  constructor(
    private readonly decoder: Session,
    private readonly initial: Session | undefined,
    { vocabulary, latent, decoder: { states } }: Pick<Manifest, "vocabulary" | "latent" | "decoder">,
  ) {
    const { pad, unk, bos, eos } = vocabulary;
    this.vocabulary = vocabulary.size;
    this.special = { pad, unk, bos, eos };
    this.#dimension = latent.dimension;
    this.#names = states.map(({ name }) => name);
    // A cache that grows along the time starts empty.
    this.#widths = states.map(({ shape: [, width] }) => (width === "time" ? 0 : width));
    this.#nextNames = states.map(({ name }) => `next_${name}`);
  }

  async start(latents: Float32Array, rows: number): Promise<OnnxState> {
    const latent = { data: latents, shape: [rows, this.#dimension] };
    if (this.initial === undefined) return { latent, states: this.#widths.map((width) => zeros(rows, width)) };
    const outputs = await this.initial.run({ latent }, this.#names);
    return { latent, states: this.#names.map((name) => outputs.float32(name)) };
  }

  async step(tokens: Int32Array, { latent, states }: OnnxState, request: StepRequest): Promise<Step<OnnxState>> {
    const { top, targets } = request;
    const rows = tokens.length;
    const width = Math.min(top, this.vocabulary);
    const feeds = {
      token: { data: tokens, shape: [rows] },
      ...(this.#dimension > 0 && { latent }),
      // The graph always selects and always looks up a target; what nobody asked for is not copied out.
      k: { data: Int32Array.of(Math.max(1, width)), shape: [1] },
      target: { data: targets ?? new Int32Array(rows), shape: [rows] },
      ...Object.fromEntries(this.#names.map((name, index) => [name, states[index]])),
    };
    const wanted = [
      ...this.#nextNames,
      ...(width > 0 ? ["top_tokens", "top_log_probabilities"] : []),
      ...(targets ? ["target_log_probability"] : []),
    ];
    return this.#read(await this.decoder.run(feeds, wanted), latent, width, targets !== undefined);
  }

  select({ latent, states }: OnnxState, rows: Int32Array): OnnxState {
    return { latent: selectRows(latent, rows), states: states.map((state) => selectRows(state, rows)) };
  }

  #read(outputs: Outputs, latent: Tensor<Float32Array>, width: number, targets: boolean): Step<OnnxState> {
    return {
      state: { latent, states: this.#nextNames.map((name) => outputs.float32(name)) },
      width,
      tokens: width > 0 ? outputs.int64("top_tokens").data : NO_NUMBERS,
      logProbabilities: width > 0 ? outputs.float32("top_log_probabilities").data : NO_LOGARITHMS,
      targetLogProbabilities: targets ? outputs.float32("target_log_probability").data : NO_LOGARITHMS,
    };
  }
}

function zeros(rows: number, width: number): Tensor<Float32Array> {
  return { data: new Float32Array(rows * width), shape: [rows, width] };
}

function selectRows({ data, shape: [count, ...rest] }: Tensor<Float32Array>, rows: Int32Array): Tensor<Float32Array> {
  const width = count === 0 ? 0 : data.length / count;
  const selected = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    selected.set(data.subarray(row * width, (row + 1) * width), index * width);
  });
  return { data: selected, shape: [rows.length, ...rest] };
}
