/**
 * The output layer and its weighted softmax cross-entropy as one operation. Everything of the vocabulary's width is walked
 * as seldom as possible: there is no one-hot product going forward, and going back the weight of a position, which is the
 * same along the vocabulary, is applied to the narrow factors of the matrix products instead of to the logits' gradient.
 */
import * as tf from "@tensorflow/tfjs-core";
import { fused } from "./fused";

/** A linear layer: matrix [F, V], or [V, F] if it is shared with the embedding; bias [V]. */
export interface OutputLayer {
  readonly matrix: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
  readonly transposed: boolean;
}

/**
 * Σ_n weights_n · −ln softmax(features_n · matrix + bias)[targets_n], in nats.
 * features [N, F], targets int32 [N], weights [N] → scalar
 */
export function crossEntropy(
  features: tf.Tensor2D,
  { matrix, bias, transposed }: OutputLayer,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
): tf.Scalar {
  return (transposed ? sharedMatrix : ownMatrix)(features, matrix, bias, targets, weights) as tf.Scalar;
}

/** −ln softmax(features_n · matrix + bias)[targets_n], [N] in nats, without a gradient. */
export function surprisals(features: tf.Tensor2D, layer: OutputLayer, targets: tf.Tensor1D): tf.Tensor1D {
  const matrix = layer.transposed ? tf.transpose(layer.matrix) : layer.matrix;
  return softmaxParts(tf.add(tf.matMul(features, matrix), layer.bias), targets).surprisal;
}

const ownMatrix = layerCrossEntropy({
  logits: (features, matrix) => tf.matMul(features, matrix),
  featuresGradient: (residual, matrix) => tf.matMul(residual, tf.transpose(matrix)),
  matrixGradient: (features, residual) => tf.matMul(tf.transpose(features), residual),
});

const sharedMatrix = layerCrossEntropy({
  logits: (features, matrix) => tf.matMul(features, tf.transpose(matrix)),
  featuresGradient: (residual, matrix) => tf.matMul(residual, matrix),
  matrixGradient: (features, residual) => tf.matMul(tf.transpose(residual), features),
});

interface Products {
  readonly logits: (features: tf.Tensor2D, matrix: tf.Tensor2D) => tf.Tensor2D;
  readonly featuresGradient: (residual: tf.Tensor2D, matrix: tf.Tensor2D) => tf.Tensor2D;
  readonly matrixGradient: (features: tf.Tensor2D, residual: tf.Tensor2D) => tf.Tensor2D;
}

type Inputs = [
  features: tf.Tensor2D,
  matrix: tf.Tensor2D,
  bias: tf.Tensor1D,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
];

type Saved = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];

function layerCrossEntropy(products: Products) {
  return tf.customGrad((...args) => {
    const [features, matrix, bias, targets, weights, save] = args as [...Inputs, tf.GradSaveFunc];
    const logits = tf.add(products.logits(features, matrix), bias); // [N, V]
    const [loss, probabilities] = fused("CrossEntropy", { logits, targets, weights }, () =>
      composeLoss(logits as tf.Tensor2D, targets, weights),
    ) as [tf.Scalar, tf.Tensor2D];
    save([features, matrix, probabilities, targets, weights]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [features, matrix, probabilities, targets, weights] = saved as Saved;
        const [residual] = fused("SoftmaxResidual", { probabilities, targets }, () =>
          composeResidual(probabilities, targets),
        ) as [tf.Tensor2D];
        const scale = tf.mul(weights, dy) as tf.Tensor1D; // [N]: the gradient of the logits is scale ⊙ residual
        const column = tf.reshape(scale, [-1, 1]); // [N, 1]
        return [
          tf.mul(products.featuresGradient(residual, matrix), column),
          products.matrixGradient(tf.mul(features, column), residual),
          tf.reshape(tf.matMul(tf.reshape(scale, [1, -1]), residual), [-1]),
          tf.zerosLike(targets),
          tf.zerosLike(weights),
        ];
      },
    };
  });
}

/** Σ weights · −ln p[target], and p */
function composeLoss(logits: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor[] {
  const { surprisal, exponentials, sums } = softmaxParts(logits, targets);
  return [tf.sum(tf.mul(weights, surprisal)), tf.div(exponentials, sums)];
}

interface SoftmaxParts {
  /** [N]: −ln p[target] */
  readonly surprisal: tf.Tensor1D;
  /** [N, V] */
  readonly exponentials: tf.Tensor2D;
  /** [N, 1] of the exponentials */
  readonly sums: tf.Tensor2D;
}

function softmaxParts(logits: tf.Tensor2D, targets: tf.Tensor1D): SoftmaxParts {
  const [N, V] = logits.shape;
  const shifted: tf.Tensor2D = tf.sub(logits, tf.max(logits, 1, true)); // [N, V]
  const exponentials = tf.exp(shifted);
  const sums: tf.Tensor2D = tf.sum(exponentials, 1, true);
  const flat: tf.Tensor1D = tf.add(tf.mul(tf.range(0, N, 1, "int32"), tf.scalar(V, "int32")), targets); // [N]
  const ofTarget = tf.gather(tf.reshape(shifted, [N * V]), flat); // [N]
  return { surprisal: tf.sub(tf.log(tf.reshape(sums, [N])), ofTarget), exponentials, sums };
}

/** p − onehot(target), [N, V] */
function composeResidual(probabilities: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor[] {
  return [tf.sub(probabilities, tf.cast(tf.oneHot(targets, probabilities.shape[1]), "float32"))];
}
