/**
 * An LSTM over a whole sequence (Hochreiter and Schmidhuber 1997, with forget gates) and its backward pass written by
 * hand as one custom gradient: the input projections are hoisted out of the recurrence, and the gradient of the
 * recurrent matrix is one product over all steps instead of one a step.
 *
 * Gates lie in ONNX's order along the last axis, [input, output, forget, cell], so that one sigmoid covers the first three.
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
 * projected [T·B, 4H] (time-major), recurrent [H, 4H], h0 and c0 [B, H] → states [T·B, H].
 * mask [T·B, 1]: where it is 0 the state becomes exactly zero, so a sequence padded in front starts fresh after its padding.
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
    const kept = steps.flatMap((step) => [step.h, step.c, step.sigmoids, step.candidate, step.squashed]);
    save([recurrent, h0, c0, ...kept, ...masks]);
    return {
      value: concatTime(steps.map((step) => step.h)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy as tf.Tensor2D, saved as tf.Tensor2D[], shape),
    };
  });
  return run(projected, recurrent, h0, c0) as tf.Tensor2D;
}

interface Step {
  /** [B, H] */
  readonly h: tf.Tensor2D;
  /** [B, H] */
  readonly c: tf.Tensor2D;
  /** [B, 3H] input, output and forget gates */
  readonly sigmoids: tf.Tensor2D;
  /** [B, H] tanh of the cell gate */
  readonly candidate: tf.Tensor2D;
  /** [B, H] tanh(c) */
  readonly squashed: tf.Tensor2D;
}

function forward(
  projected: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  h0: tf.Tensor2D,
  c0: tf.Tensor2D,
  masks: readonly tf.Tensor2D[],
  { time, hidden }: LstmShape,
): Step[] {
  const inputs = splitTime(projected, time);
  const steps: Step[] = [];
  let h = h0;
  let c = c0;
  for (let t = 0; t < time; t++) {
    const gates = tf.add(inputs[t], tf.matMul(h, recurrent)); // [B, 4H]
    const [lower, upper] = tf.split(gates, [3 * hidden, hidden], 1) as [tf.Tensor2D, tf.Tensor2D];
    const sigmoids = tf.sigmoid(lower); // [B, 3H]
    const candidate = tf.tanh(upper); // [B, H]
    const [input, output, forget] = tf.split(sigmoids, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    c = tf.add(tf.mul(forget, c), tf.mul(input, candidate)); // [B, H]
    const mask = masks[t];
    if (mask !== undefined) c = tf.mul(c, mask);
    const squashed = tf.tanh(c); // [B, H]; zero where masked, and so is h
    h = tf.mul(output, squashed);
    steps.push({ h, c, sigmoids, candidate, squashed });
  }
  return steps;
}

/** Back-propagation through time; returns the gradients of projected, recurrent, h0 and c0. */
function backward(dy: tf.Tensor2D, saved: readonly tf.Tensor2D[], { time }: LstmShape): tf.Tensor2D[] {
  const [recurrent, h0, c0] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const kept = saved.slice(3, 3 + 5 * time);
  const masks = saved.slice(3 + 5 * time);
  const step = (t: number): Step => {
    const [h, c, sigmoids, candidate, squashed] = kept.slice(5 * t, 5 * t + 5) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    return { h, c, sigmoids, candidate, squashed };
  };
  const recurrentTransposed = tf.transpose(recurrent); // [4H, H]
  const dStates = splitTime(dy, time);
  const dGates: tf.Tensor2D[] = new Array(time);
  let dh: tf.Tensor2D | undefined;
  let dc: tf.Tensor2D | undefined;
  for (let t = time - 1; t >= 0; t--) {
    const { sigmoids, candidate, squashed } = step(t);
    const before = t === 0 ? c0 : step(t - 1).c; // [B, H]
    const [input, output, forget] = tf.split(sigmoids, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const dState = dStates[t];
    const dH: tf.Tensor2D = dh === undefined ? dState : tf.add(dState, dh);
    let dCell: tf.Tensor2D = tf.mul(tf.mul(dH, output), tf.sub(1, tf.square(squashed)));
    if (dc !== undefined) dCell = tf.add(dCell, dc);
    const mask = masks[t];
    if (mask !== undefined) dCell = tf.mul(dCell, mask);
    const dSigmoids = tf.concat([tf.mul(dCell, candidate), tf.mul(dH, squashed), tf.mul(dCell, before)], 1); // [B, 3H]
    const dLower = tf.mul(dSigmoids, tf.mul(sigmoids, tf.sub(1, sigmoids))); // [B, 3H]
    const dUpper = tf.mul(tf.mul(dCell, input), tf.sub(1, tf.square(candidate))); // [B, H]
    const dGate = tf.concat([dLower, dUpper], 1) as tf.Tensor2D; // [B, 4H]
    dGates[t] = dGate;
    dc = tf.mul(dCell, forget);
    dh = tf.matMul(dGate, recurrentTransposed);
  }
  const dProjected = concatTime(dGates); // [T·B, 4H]
  const previous = concatTime([h0, ...Array.from({ length: time - 1 }, (_, t) => step(t).h)]); // [T·B, H]
  const dRecurrent = tf.matMul(tf.transpose(previous), dProjected) as tf.Tensor2D; // [H, 4H]
  return [dProjected, dRecurrent, dh as tf.Tensor2D, dc as tf.Tensor2D];
}

function splitTime(sequence: tf.Tensor2D, time: number): tf.Tensor2D[] {
  return time === 1 ? [sequence] : tf.split(sequence, time, 0);
}

function concatTime(steps: readonly tf.Tensor2D[]): tf.Tensor2D {
  return steps.length === 1 ? steps[0] : tf.concat([...steps], 0);
}
