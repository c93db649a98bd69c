/**
 * Embedding lookup whose gradient is a scatter-add of rows. Plain autodiff would use `unsortedSegmentSum`, which the wasm
 * backend does not have, or a one-hot product the size of the vocabulary.
 */
import * as tf from "@tensorflow/tfjs-core";

/** table [V, E], ids int32 [N] → [N, E] */
export function lookup(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return gatherRows(table, ids) as tf.Tensor2D;
}

const gatherRows = tf.customGrad((...args) => {
  const [table, ids, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
  const [V, E] = table.shape;
  save([ids]);
  return {
    value: tf.gather(table, ids),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [ids] = saved as [tf.Tensor1D];
      const rows = tf.reshape(ids, [-1, 1]); // [N, 1]
      return [tf.scatterND(rows, dy, [V, E]), tf.zerosLike(ids)]; // duplicates add up
    },
  };
});
