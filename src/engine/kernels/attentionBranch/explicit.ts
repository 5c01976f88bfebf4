import * as tf from '@tensorflow/tfjs-core';
import { attentionProbabilitiesReference, splitHeads } from '../attention/reference';
import { layerNorm } from '../layerNorm';
import { linear } from '../linear';
import type { AttentionBranchWeights } from '.';

/**
 * A block's attention branch, x + Attn(LN(x)), with its probabilities in the open: x [B, T, D] → [B, T, D]. For looking only:
 * it writes the T × T matrices that `attentionBranch` never writes.
 *
 * @param through is given the probabilities [B, H, T, T] and returns those that mix the values, e.g. the same plus something
 * to differentiate by.
 */
export function explicitAttentionBranch(
  x: tf.Tensor,
  { gamma, beta, qkvWeight, qkvBias, projWeight, projBias }: AttentionBranchWeights,
  heads: number,
  through: (probabilities: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const qkv = linear(layerNorm(x, gamma, beta), qkvWeight, qkvBias);
  const mixed = tf.matMul(through(attentionProbabilitiesReference(qkv, heads)), splitHeads(qkv, heads, 2));
  const attended = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape);
  return linear(attended, projWeight, projBias, { residual: x });
}
