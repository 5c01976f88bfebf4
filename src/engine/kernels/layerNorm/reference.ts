import * as tf from '@tensorflow/tfjs-core';

/** Of DeiT and timm. */
export const LAYER_NORM_EPSILON = 1e-6;

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function layerNormReference(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon = LAYER_NORM_EPSILON,
): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normalised, gamma), beta);
}
