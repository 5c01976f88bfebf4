import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../../gpu/customGradients';
import { fusedBackend } from '../../gpu/fused';
import { layerNormBackward, layerNormForward, layerNormParts } from '../layerNorm/passes';
import { LAYER_NORM_EPSILON } from '../layerNorm/reference';
import { linearBackward, linearForward, linearParts } from '../linear/passes';
import { PartialSums } from '../wgsl/partialSums';
import type { RowScale } from '../wgsl/rowScale';
import { mlpBranchReference } from './reference';

/** Parameters of a block's MLP branch, in PyTorch layout. */
export interface MlpBranchWeights {
  /** `norm2`: [D] and [D] */
  gamma: tf.Tensor;
  beta: tf.Tensor;
  /** `mlp.fc1`: [M, D] and [M] */
  weight1: tf.Tensor;
  bias1: tf.Tensor;
  /** `mlp.fc2`: [D, M] and [D] */
  weight2: tf.Tensor;
  bias2: tf.Tensor;
}

/**
 * x + scale·(gelu(LN(x)·W₁ᵀ + b₁)·W₂ᵀ + b₂), a whole residual branch: x [B, T, D] → [B, T, D]. Three dispatches forward, four
 * backward: GELU, residual and their gradients are taken on the way out of the products.
 */
export function mlpBranch(x: tf.Tensor, weights: MlpBranchWeights, scale: RowScale | null): tf.Tensor {
  return fusedBackend() ? mlpBranchFused(x, weights, scale) : mlpBranchReference(x, weights, scale);
}

function mlpBranchFused(x: tf.Tensor, weights: MlpBranchWeights, scale: RowScale | null): tf.Tensor {
  const gpu = fusedBackend()!;
  const { gamma, beta, weight1, bias1, weight2, bias2 } = weights;
  const [y] = withGradient([x, gamma, beta, weight1, bias1, weight2, bias2], {
    forward(save) {
      const normed = layerNormForward(gpu, x, gamma, beta, LAYER_NORM_EPSILON);
      const hidden = linearForward(gpu, normed.y, weight1, { bias: bias1, gelu: true });
      const { y } = linearForward(gpu, hidden.y, weight2, { bias: bias2, scale, residual: x });
      save([x, normed.stats, normed.y, hidden.pre!, hidden.y]);
      return [y];
    },
    backward([dy], saved) {
      const [x, stats, normed, pre, hidden] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const rows = x.size / x.shape.at(-1)!;
      const [norm, first, second] = [layerNormParts(x), linearParts(weight1, rows), linearParts(weight2, rows)];
      const sums = new PartialSums(gpu, {
        ...norm,
        weight1: first.weight,
        bias1: first.bias,
        weight2: second.weight,
        bias2: second.bias,
      });
      const dPre = linearBackward(gpu, dy!, { x: hidden, weight: weight2, pre, scale }, sums, {
        weight: 'weight2',
        bias: 'bias2',
      });
      tf.dispose([hidden, pre]);
      const dNormed = linearBackward(gpu, dPre, { x: normed, weight: weight1 }, sums, {
        weight: 'weight1',
        bias: 'bias1',
      });
      tf.dispose([dPre, normed]);
      const dx = layerNormBackward(gpu, dNormed, { x, gamma, stats, residual: dy! }, sums, {
        gamma: 'gamma',
        beta: 'beta',
      });
      tf.dispose([dNormed, stats, x]);
      return [dx, ...sums.add()];
    },
  });
  return y!;
}
