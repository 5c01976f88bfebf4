import type * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, randomValues } from '../example';
import { type MlpBranchWeights, mlpBranch } from '.';
import { mlpBranchReference } from './reference';

function weightsOf(tensors: tf.Tensor[]): MlpBranchWeights {
  const [gamma, beta, weight1, bias1, weight2, bias2] = tensors as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  return { gamma, beta, weight1, bias1, weight2, bias2 };
}

export const example: KernelExample = {
  summary: 'x + MLP(LN(x)): x and the six parameters of the branch',
  shape: { batch: 2, tokens: 9, dim: 16, hidden: 32 },
  inputs: ([batch, tokens, d, h]) => {
    const [dim, hidden] = [d!, h!];
    const shapes = [[batch!, tokens!, dim], [dim], [dim], [hidden, dim], [hidden], [dim, hidden], [dim]];
    return shapes.map((shape, i) => randomValues(shape, i + 1, 0.4));
  },
  fused: (x, ...weights) => mlpBranch(x!, weightsOf(weights), null),
  reference: (x, ...weights) => mlpBranchReference(x!, weightsOf(weights), null),
  differentiable: true,
};
