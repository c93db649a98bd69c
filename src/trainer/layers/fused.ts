/**
 * Operations that a backend may run as one kernel of its own. TensorFlow.js has no such kernels, so each comes with its
 * composition from plain ops; the recording backend registers better ones for ONNX Runtime.
 */
import * as tf from "@tensorflow/tfjs-core";

export type FusedKernel = "CrossEntropy" | "SoftmaxResidual";

/** Runs the current backend's kernel of that name if there is one, else the composition. */
export function fused(name: FusedKernel, inputs: tf.NamedTensorMap, compose: () => tf.Tensor[]): tf.Tensor[] {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return compose();
  const outputs = tf.engine().runKernel(name, inputs);
  return Array.isArray(outputs) ? outputs : [outputs as tf.Tensor];
}
