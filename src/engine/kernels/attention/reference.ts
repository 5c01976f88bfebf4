import * as tf from '@tensorflow/tfjs-core';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function attentionReference(qkv: tf.Tensor, heads: number): tf.Tensor {
  const [batch, tokens, dim] = sizes(qkv);
  const mixed = tf.matMul(attentionProbabilitiesReference(qkv, heads), splitHeads(qkv, heads, 2));
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, dim]);
}

/** The same as a plain composition, with a gradient. */
export function attentionProbabilitiesReference(qkv: tf.Tensor, heads: number): tf.Tensor {
  const dim = sizes(qkv)[2];
  const scores = tf.matMul(splitHeads(qkv, heads, 0), splitHeads(qkv, heads, 1), false, true);
  return tf.softmax(tf.mul(scores, (dim / heads) ** -0.5));
}

/** q, k or v (part 0, 1 or 2) as [B, H, T, d]. */
export function splitHeads(qkv: tf.Tensor, heads: number, part: number): tf.Tensor {
  const [batch, tokens, dim] = sizes(qkv);
  const columns = tf.slice(qkv, [0, 0, part * dim], [batch, tokens, dim]);
  return tf.transpose(tf.reshape(columns, [batch, tokens, heads, dim / heads]), [0, 2, 1, 3]);
}

function sizes(qkv: tf.Tensor): [batch: number, tokens: number, dim: number] {
  const [batch, tokens, columns] = qkv.shape as [number, number, number];
  return [batch, tokens, columns / 3];
}
