/** Decoder states of several batches as those of one. */
import type { Manifest } from "../../model/manifest";
import type { OnnxState } from "../stepDecoder";

/** Caches that grow with the time have different widths in sentences of different lengths. */
export function canJoin({ decoder }: Pick<Manifest, "decoder">): boolean {
  return decoder.states.every(({ shape: [, width] }) => width !== "time");
}

/** Rows in the order of the states, of which there is at least one. */
export function joinStates(states: readonly OnnxState[]): OnnxState {
  const [{ states: first }] = states;
  return {
    latent: join(states.map(({ latent }) => latent)),
    states: first.map((_, index) => join(states.map((state) => state.states[index]))),
  };
}

function join(tensors: readonly OnnxState["latent"][]): OnnxState["latent"] {
  const data = new Float32Array(tensors.reduce((sum, { data: { length } }) => sum + length, 0));
  let start = 0;
  for (const tensor of tensors) {
    data.set(tensor.data, start);
    start += tensor.data.length;
  }
  const rows = tensors.reduce((sum, { shape: [own] }) => sum + own, 0);
  return { data, shape: [rows, ...tensors[0].shape.slice(1)] };
}
