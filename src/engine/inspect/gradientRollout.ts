import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradient-weighted rollout (Chefer et al., ICCV 2021): Ā = mean over heads of (∇A ⊙ A)⁺, R ← R + ĀR, starting with R = I. Copy 0
 * follows the class head and needs row 0 of R; copy 1 follows the distillation head and needs row 1. A single row r can be computed
 * alone, from the last layer to the first: r ← r + rĀ.
 *
 * @param attention softmax rows of each layer, [copies, heads, T, T], rows are queries
 * @param gradients of the followed logits by `attention`, of the same shapes
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
