import * as tf from '@tensorflow/tfjs-core';
import { layerNormReference } from '../layerNorm/reference';
import { linearReference } from '../linear/reference';
import type { HeadsWeights } from '.';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function headsReference(x: tf.Tensor, { gamma, beta, heads }: HeadsWeights): tf.Tensor[] {
  const [batch, , dim] = x.shape as [number, number, number];
  const prefix = layerNormReference(tf.slice(x, [0, 0, 0], [batch, heads.length, dim]), gamma, beta);
  return heads.map(({ weight, bias }, h) =>
    linearReference(tf.reshape(tf.slice(prefix, [0, h, 0], [batch, 1, dim]), [batch, dim]), weight, bias),
  );
}
