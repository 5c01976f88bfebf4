import * as tf from '@tensorflow/tfjs-core';
import { geluReference } from '../wgsl/gelu';
import type { LinearOptions } from '.';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function linearReference(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | null,
  { activation, residual }: LinearOptions = {},
): tf.Tensor {
  const [n, k] = weight.shape as [number, number];
  let y: tf.Tensor = tf.matMul(tf.reshape(x, [-1, k]) as tf.Tensor2D, weight as tf.Tensor2D, false, true);
  y = tf.reshape(y, [...x.shape.slice(0, -1), n]);
  if (bias) y = tf.add(y, bias);
  if (activation) y = geluReference(y);
  return residual ? tf.add(y, residual) : y;
}
