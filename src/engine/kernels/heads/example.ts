import type * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, randomValues } from '../example';
import { type HeadsWeights, heads } from '.';
import { headsReference } from './reference';

function weightsOf(tensors: tf.Tensor[]): HeadsWeights {
  const [gamma, beta, weight, bias] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return { gamma, beta, heads: [{ weight, bias }] };
}

export const example: KernelExample = {
  summary: 'final norm and one linear head of the class token: x, gamma, beta, weight, bias',
  shape: { batch: 4, tokens: 9, dim: 16, classes: 10 },
  inputs: ([batch, tokens, dim, classes]) =>
    [[batch!, tokens!, dim!], [dim!], [dim!], [classes!, dim!], [classes!]].map((shape, i) =>
      randomValues(shape, i + 1),
    ),
  fused: (x, ...weights) => heads(x!, weightsOf(weights))[0]!,
  reference: (x, ...weights) => headsReference(x!, weightsOf(weights))[0]!,
  differentiable: true,
};
