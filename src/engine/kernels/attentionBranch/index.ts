import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../../gpu/customGradients';
import { fusedBackend } from '../../gpu/fused';
import { attentionBackward, attentionForward } from '../attention/passes';
import { layerNormBackward, layerNormForward, layerNormParts } from '../layerNorm/passes';
import { LAYER_NORM_EPSILON } from '../layerNorm/reference';
import { linearBackward, linearForward, linearParts } from '../linear/passes';
import { PartialSums } from '../wgsl/partialSums';
import type { RowScale } from '../wgsl/rowScale';
import { attentionBranchReference } from './reference';

/** Parameters of a block's attention branch, in PyTorch layout. */
export interface AttentionBranchWeights {
  /** `norm1`: [D] and [D] */
  gamma: tf.Tensor;
  beta: tf.Tensor;
  /** `attn.qkv`: [3·D, D] and [3·D] */
  qkvWeight: tf.Tensor;
  qkvBias: tf.Tensor;
  /** `attn.proj`: [D, D] and [D] */
  projWeight: tf.Tensor;
  projBias: tf.Tensor;
}

/**
 * x + scale·Attn(LN(x)), a whole residual branch: x [B, T, D] → [B, T, D]. Four dispatches forward, six backward: the
 * residual and its gradient are added on the way out of other kernels, and all sums over the batch end in one dispatch.
 */
export function attentionBranch(
  x: tf.Tensor,
  weights: AttentionBranchWeights,
  heads: number,
  scale: RowScale | null,
): tf.Tensor {
  return fusedBackend()
    ? attentionBranchFused(x, weights, heads, scale)
    : attentionBranchReference(x, weights, heads, scale);
}

function attentionBranchFused(
  x: tf.Tensor,
  weights: AttentionBranchWeights,
  heads: number,
  scale: RowScale | null,
): tf.Tensor {
  const gpu = fusedBackend()!;
  const { gamma, beta, qkvWeight, qkvBias, projWeight, projBias } = weights;
  const [y] = withGradient([x, gamma, beta, qkvWeight, qkvBias, projWeight, projBias], {
    forward(save) {
      const normed = layerNormForward(gpu, x, gamma, beta, LAYER_NORM_EPSILON);
      const qkv = linearForward(gpu, normed.y, qkvWeight, { bias: qkvBias }).y;
      const attended = attentionForward(gpu, qkv, heads);
      const { y } = linearForward(gpu, attended.y, projWeight, { bias: projBias, scale, residual: x });
      save([x, normed.stats, normed.y, qkv, attended.y, attended.logSumExp]);
      return [y];
    },
    backward([dy], saved) {
      const [x, stats, normed, qkv, attended, logSumExp] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const rows = x.size / x.shape.at(-1)!;
      const [norm, qkvParts, projParts] = [
        layerNormParts(x),
        linearParts(qkvWeight, rows),
        linearParts(projWeight, rows),
      ];
      const sums = new PartialSums(gpu, {
        ...norm,
        qkvWeight: qkvParts.weight,
        qkvBias: qkvParts.bias,
        projWeight: projParts.weight,
        projBias: projParts.bias,
      });
      const dAttended = linearBackward(gpu, dy!, { x: attended, weight: projWeight, scale }, sums, {
        weight: 'projWeight',
        bias: 'projBias',
      });
      const dQkv = attentionBackward(gpu, { qkv, y: attended, logSumExp, dy: dAttended }, heads);
      tf.dispose([dAttended, qkv, attended, logSumExp]);
      const dNormed = linearBackward(gpu, dQkv, { x: normed, weight: qkvWeight }, sums, {
        weight: 'qkvWeight',
        bias: 'qkvBias',
      });
      tf.dispose([dQkv, normed]);
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
