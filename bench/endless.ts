import type { StepDecoder } from "../src/core/decoding/stepDecoder";

/** The same decoder with its end mark out of reach: padding, which is never decoded, takes its place. */
export function endless<State>(decoder: StepDecoder<State>): StepDecoder<State> {
  const { bos, unk, pad, eos } = decoder.special;
  return {
    vocabulary: decoder.vocabulary,
    special: { bos, unk, pad: eos, eos: pad },
    start: (latents, rows) => decoder.start(latents, rows),
    step: (tokens, state, request) => decoder.step(tokens, state, request),
    select: (state, rows) => decoder.select(state, rows),
  };
}
