import * as tf from '@tensorflow/tfjs-core';
import { layerNormReference } from '../layerNorm/reference';
import { linearReference } from '../linear/reference';
import { type RowScale, scaledReference } from '../wgsl/rowScale';
import type { MlpBranchWeights } from '.';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function mlpBranchReference(
  x: tf.Tensor,
  { gamma, beta, weight1, bias1, weight2, bias2 }: MlpBranchWeights,
  scale: RowScale | null,
): tf.Tensor {
  const hidden = linearReference(layerNormReference(x, gamma, beta), weight1, bias1, { activation: 'gelu' });
  return tf.add(x, scaledReference(linearReference(hidden, weight2, bias2), scale));
}
