import * as tf from '@tensorflow/tfjs-core';
import { attentionReference } from '../attention/reference';
import { layerNormReference } from '../layerNorm/reference';
import { linearReference } from '../linear/reference';
import { type RowScale, scaledReference } from '../wgsl/rowScale';
import type { AttentionBranchWeights } from '.';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function attentionBranchReference(
  x: tf.Tensor,
  { gamma, beta, qkvWeight, qkvBias, projWeight, projBias }: AttentionBranchWeights,
  heads: number,
  scale: RowScale | null,
): tf.Tensor {
  const qkv = linearReference(layerNormReference(x, gamma, beta), qkvWeight, qkvBias);
  return tf.add(x, scaledReference(linearReference(attentionReference(qkv, heads), projWeight, projBias), scale));
}
