import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { attentionBackward, attentionForward, probabilitiesOf } from './passes';
import { attentionProbabilitiesReference, attentionReference } from './reference';

/**
 * Multi-head self-attention, softmax(q·kᵀ/√d)·v. qkv [B, T, 3·D] with columns q|k|v, each head after head (the layout of
 * DeiT's `attn.qkv`) → [B, T, D]. Fused, it never writes the T × T probabilities: the gradient computes them again from each
 * row's log-sum-exp (Dao et al. 2022), in two dispatches.
 */
export function attention(qkv: tf.Tensor, heads: number): tf.Tensor {
  return fusedBackend() ? attentionFused(qkv, heads) : attentionReference(qkv, heads);
}

/** The attention itself, for inspection: qkv [B, T, 3·D] → [B, H, T, T], rows (queries) summing to 1. Fused, no gradient. */
export function attentionProbabilities(qkv: tf.Tensor, heads: number): tf.Tensor {
  const gpu = fusedBackend();
  return gpu ? probabilitiesOf(gpu, qkv, heads) : attentionProbabilitiesReference(qkv, heads);
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
