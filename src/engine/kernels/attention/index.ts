import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { attentionBackward, attentionForward, probabilitiesOf } from './passes';

/**
 * Multi-head self-attention, softmax(q·kᵀ/√d)·v. qkv [B, T, 3·D] with columns q|k|v, each head after head (the layout of
 * DeiT's `attn.qkv`) → [B, T, D]. Fused, it never writes the T × T probabilities: the gradient computes them again from each
 * row's log-sum-exp (Dao et al. 2022), in two dispatches.
 */
export function attention(qkv: tf.Tensor, heads: number): tf.Tensor {
  return fusedBackend() ? attentionFused(qkv, heads) : attentionReference(qkv, heads);
}

/** The same as a plain composition: the reference in tests, and the fallback on other backends. */
export function attentionReference(qkv: tf.Tensor, heads: number): tf.Tensor {
  const [batch, tokens, dim] = sizes(qkv);
  const mixed = tf.matMul(attentionProbabilitiesReference(qkv, heads), headsOf(qkv, heads, 2));
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, dim]);
}

/** The attention itself, for inspection: qkv [B, T, 3·D] → [B, H, T, T], rows (queries) summing to 1. Fused, no gradient. */
export function attentionProbabilities(qkv: tf.Tensor, heads: number): tf.Tensor {
  const gpu = fusedBackend();
  return gpu ? probabilitiesOf(gpu, qkv, heads) : attentionProbabilitiesReference(qkv, heads);
}

/** The same as a plain composition, with a gradient. */
export function attentionProbabilitiesReference(qkv: tf.Tensor, heads: number): tf.Tensor {
  const dim = sizes(qkv)[2];
  const scores = tf.matMul(headsOf(qkv, heads, 0), headsOf(qkv, heads, 1), false, true);
  return tf.softmax(tf.mul(scores, (dim / heads) ** -0.5));
}

function sizes(qkv: tf.Tensor): [batch: number, tokens: number, dim: number] {
  const [batch, tokens, columns] = qkv.shape as [number, number, number];
  return [batch, tokens, columns / 3];
}

/** q, k or v (part 0, 1 or 2) as [B, H, T, d]. */
export function headsOf(qkv: tf.Tensor, heads: number, part: number): tf.Tensor {
  const [batch, tokens, dim] = sizes(qkv);
  const columns = tf.slice(qkv, [0, 0, part * dim], [batch, tokens, dim]);
  return tf.transpose(tf.reshape(columns, [batch, tokens, heads, dim / heads]), [0, 2, 1, 3]);
}

function attentionFused(qkv: tf.Tensor, heads: number): tf.Tensor {
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const [qkv, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const { y, logSumExp } = attentionForward(gpu, qkv, heads);
    save([qkv, y, logSumExp]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [qkv, y, logSumExp] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return attentionBackward(gpu, { qkv, y, logSumExp, dy }, heads);
      },
    };
  })(qkv);
}
