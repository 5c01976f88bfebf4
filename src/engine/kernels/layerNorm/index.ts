import type * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../../gpu/customGradients';
import { fusedBackend } from '../../gpu/fused';
import { PartialSums } from '../wgsl/partialSums';
import { layerNormBackward, layerNormForward, layerNormParts } from './passes';
import { LAYER_NORM_EPSILON, layerNormReference } from './reference';

/** Layer norm over the last axis with population variance. x [..., D], gamma and beta [D] → [..., D]. */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon = LAYER_NORM_EPSILON): tf.Tensor {
  return fusedBackend() ? layerNormFused(x, gamma, beta, epsilon) : layerNormReference(x, gamma, beta, epsilon);
}

/** One dispatch forward, two backward. */
function layerNormFused(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const gpu = fusedBackend()!;
  const [y] = withGradient([x, gamma, beta], {
    forward(save) {
      const { y, stats } = layerNormForward(gpu, x, gamma, beta, epsilon);
      save([x, gamma, stats]);
      return [y];
    },
    backward([dy], [x, gamma, stats]) {
      const sums = new PartialSums(gpu, layerNormParts(x!));
      const names = { gamma: 'gamma', beta: 'beta' } as const;
      const dx = layerNormBackward(gpu, dy!, { x: x!, gamma: gamma!, stats: stats! }, sums, names);
      return [dx, ...sums.add()];
    },
  });
  return y!;
}
