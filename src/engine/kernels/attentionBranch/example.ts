import type * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, randomValues } from '../example';
import { type AttentionBranchWeights, attentionBranch } from '.';
import { attentionBranchReference } from './reference';

const HEADS = 2;

function weightsOf(tensors: tf.Tensor[]): AttentionBranchWeights {
  const [gamma, beta, qkvWeight, qkvBias, projWeight, projBias] = tensors as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  return { gamma, beta, qkvWeight, qkvBias, projWeight, projBias };
}

export const example: KernelExample = {
  summary: 'x + Attn(LN(x)) with two heads: x and the six parameters of the branch',
  shape: { batch: 2, tokens: 9, headWidth: 8 },
  inputs: ([batch, tokens, width]) => {
    const dim = HEADS * width!;
    const shapes = [[batch!, tokens!, dim], [dim], [dim], [3 * dim, dim], [3 * dim], [dim, dim], [dim]];
    return shapes.map((shape, i) => randomValues(shape, i + 1, 0.4));
  },
  fused: (x, ...weights) => attentionBranch(x!, weightsOf(weights), HEADS, null),
  reference: (x, ...weights) => attentionBranchReference(x!, weightsOf(weights), HEADS, null),
  differentiable: true,
};
