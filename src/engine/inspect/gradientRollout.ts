import * as tf from '@tensorflow/tfjs-core';

/**
 * Chefer et al. (ICCV 2021): Ā = mean over heads of (∇A ⊙ A)⁺, R ← R + ĀR from R = I. Of the copy that follows the class head
 * row 0, of the one that follows the distillation head row 1. A row of the product needs no more than the row, times the last
 * layer first: r ← r + rĀ.
 *
 * @param attention of each layer, [copies, H, T, T], rows are queries
 * @param gradients of what is followed, by these
 * @returns [copies, T]
 */
export function gradientRollout(
  attention: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  copies: number,
): tf.Tensor {
  const tokens = attention[0]!.shape[3]!;
  let rows: tf.Tensor = tf.reshape(tf.eye(copies, tokens), [copies, 1, tokens]);
  for (let layer = attention.length - 1; layer >= 0; layer--) {
    const weighted = tf.mean(tf.relu(tf.mul(gradients[layer]!, attention[layer]!)), 1);
    rows = tf.add(rows, tf.matMul(rows, weighted));
  }
  return tf.reshape(rows, [copies, tokens]);
}
