/**
 * An LSTM over a whole sequence (Hochreiter and Schmidhuber 1997, with forget gates) and its backward pass written by
 * hand as one custom gradient: the input projections are hoisted out of the recurrence, and the gradient of the
 * recurrent matrix is one product over all steps instead of one a step.
 *
 * Everything inside is feature-major, [features, batch]: the large recurrent matrix is then the left factor of every
 * product, which CPU libraries read in place (a right factor is repacked each time, a quarter of a step's time), and gates
 * are contiguous. Gates lie in ONNX's order, [input, output, forget, cell], so that one sigmoid covers the first three.
 */
import * as tf from "@tensorflow/tfjs-core";

export interface LstmShape {
  /** T */
  readonly time: number;
  /** B */
  readonly rows: number;
  /** H */
  readonly hidden: number;
}

/**
 * projected [4H, T·B] (time-major columns), recurrent [H, 4H], h0 and c0 [H, B] → states [H, T·B].
 * mask [1, T·B]: where it is 0 the state becomes exactly zero, so a sequence padded in front starts fresh after its padding.
 */
export function lstm(
  projected: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  h0: tf.Tensor2D,
  c0: tf.Tensor2D,
  shape: LstmShape,
  mask?: tf.Tensor2D,
): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [projected, recurrent, h0, c0, save] = args as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.GradSaveFunc,
    ];
    const masks = mask === undefined ? [] : splitTime(mask, shape.time);
    const steps = forward(projected, recurrent, h0, c0, masks, shape);
    save([recurrent, h0, ...steps.flatMap((step) => KEPT.map((name) => step[name])), ...masks]);
    return {
      value: concatTime(steps.map((step) => step.h)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy as tf.Tensor2D, saved as tf.Tensor2D[], shape),
    };
  });
  return run(projected, recurrent, h0, c0) as tf.Tensor2D;
}

/** What going back needs of a step; [H, B] where nothing else is said. */
interface Step {
  readonly h: tf.Tensor2D;
  /** [3H, B] input, output and forget gates */
  readonly sigmoids: tf.Tensor2D;
  /** tanh of the cell gate */
  readonly candidate: tf.Tensor2D;
  /** input gate ⊙ candidate: what the step writes into the cell */
  readonly written: tf.Tensor2D;
  /** forget gate ⊙ c: what the step keeps of it */
  readonly remembered: tf.Tensor2D;
  /** tanh(c) */
  readonly squashed: tf.Tensor2D;
}

const KEPT = ["h", "sigmoids", "candidate", "written", "remembered", "squashed"] as const satisfies (keyof Step)[];

function forward(
  projected: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  h0: tf.Tensor2D,
  c0: tf.Tensor2D,
  masks: readonly tf.Tensor2D[],
  { time, hidden }: LstmShape,
): Step[] {
  const inputs = splitTime(projected, time);
  const recurrentTransposed = tf.transpose(recurrent); // [4H, H]
  const steps: Step[] = [];
  let h = h0;
  let c = c0;
  for (let t = 0; t < time; t++) {
    const gates = tf.add(inputs[t] as tf.Tensor2D, tf.matMul(recurrentTransposed, h)); // [4H, B]
    const [lower, upper] = tf.split(gates, [3 * hidden, hidden], 0) as [tf.Tensor2D, tf.Tensor2D];
    const sigmoids = tf.sigmoid(lower); // [3H, B]
    const candidate = tf.tanh(upper); // [H, B]
    const [input, output, forget] = thirds(sigmoids);
    const written: tf.Tensor2D = tf.mul(input, candidate);
    const remembered: tf.Tensor2D = tf.mul(forget, c);
    c = tf.add(remembered, written);
    const mask = masks[t];
    if (mask !== undefined) c = tf.mul(c, mask);
    const squashed = tf.tanh(c); // zero where masked, and so is h
    h = tf.mul(output, squashed);
    steps.push({ h, sigmoids, candidate, written, remembered, squashed });
  }
  return steps;
}

/** Back-propagation through time; returns the gradients of projected, recurrent, h0 and c0. */
function backward(dy: tf.Tensor2D, saved: readonly tf.Tensor2D[], { time }: LstmShape): tf.Tensor2D[] {
  const [recurrent, h0] = saved as [tf.Tensor2D, tf.Tensor2D];
  const steps = Array.from({ length: time }, (_, t) => restored(saved, t));
  const masks = saved.slice(2 + KEPT.length * time);
  const dStates = splitTime(dy, time);
  const dGates: tf.Tensor2D[] = new Array(time);
  let dh: tf.Tensor2D | undefined;
  let dc: tf.Tensor2D | undefined;
  for (let t = time - 1; t >= 0; t--) {
    const { h, sigmoids, candidate, written, remembered, squashed } = steps[t] as Step;
    const [input, output, forget] = thirds(sigmoids);
    const dState = dStates[t] as tf.Tensor2D;
    const dH: tf.Tensor2D = dh === undefined ? dState : tf.add(dState, dh);
    let dCell: tf.Tensor2D = tf.mul(dH, tf.sub(output, tf.mul(h, squashed))); // o (1 − tanh² c) = o − h tanh c
    if (dc !== undefined) dCell = tf.add(dCell, dc);
    const mask = masks[t];
    if (mask !== undefined) dCell = tf.mul(dCell, mask);
    // Each gate's σ' = σ − σ², times the factor that it met: that product is at hand, so P − P ⊙ σ.
    const products = tf.concat([written, h, remembered], 0); // [3H, B]
    const slopes = tf.sub(products, tf.mul(products, sigmoids)); // [3H, B]
    const dLower = tf.mul(tf.concat([dCell, dH, dCell], 0), slopes); // [3H, B]
    const dUpper = tf.mul(dCell, tf.sub(input, tf.mul(written, candidate))); // i (1 − g²) = i − (i g) g
    const dGate = tf.concat([dLower, dUpper], 0) as tf.Tensor2D; // [4H, B]
    dGates[t] = dGate;
    dc = tf.mul(dCell, forget);
    dh = tf.matMul(recurrent, dGate);
  }
  const dProjected = concatTime(dGates); // [4H, T·B]
  const previous = concatTime([h0, ...steps.slice(0, -1).map((step) => step.h)]); // [H, T·B]
  const dRecurrent = tf.matMul(previous, tf.transpose(dProjected)) as tf.Tensor2D; // [H, 4H]
  return [dProjected, dRecurrent, dh as tf.Tensor2D, dc as tf.Tensor2D];
}

function restored(saved: readonly tf.Tensor2D[], t: number): Step {
  const first = 2 + KEPT.length * t;
  return Object.fromEntries(KEPT.map((name, index) => [name, saved[first + index]])) as unknown as Step;
}

function thirds(gates: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  return tf.split(gates, 3, 0) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
}

function splitTime(sequence: tf.Tensor2D, time: number): tf.Tensor2D[] {
  return time === 1 ? [sequence] : tf.split(sequence, time, 1);
}

function concatTime(steps: readonly tf.Tensor2D[]): tf.Tensor2D {
  return steps.length === 1 ? (steps[0] as tf.Tensor2D) : tf.concat([...steps], 1);
}
