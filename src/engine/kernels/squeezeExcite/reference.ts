import * as tf from '@tensorflow/tfjs-core';
import { linearReference } from '../linear/reference';
import { type Activation, activationReference } from '../wgsl/activation';
import type { ExciteWeights } from '.';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function squeezeExciteReference(
  x: tf.Tensor,
  { weight1, bias1, weight2, bias2 }: ExciteWeights,
  activation: Activation,
): tf.Tensor {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const hidden = activationReference(activation, linearReference(tf.mean(x, [1, 2]), weight1, bias1));
  const gate = tf.sigmoid(linearReference(hidden, weight2, bias2));
  return tf.mul(x, tf.reshape(gate, [batch, 1, 1, channels]));
}
