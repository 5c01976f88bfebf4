import * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, type Op, randomValues } from '../example';
import { patchEmbed } from '.';
import { patchEmbedReference } from './reference';

const CHANNELS = 3;

/** The images get no gradient, so they are constants: two of them, of the size that the positions ask for. */
function embedding(op: typeof patchEmbed): Op {
  return (...tensors) => {
    const [weight, bias, clsToken, posEmbed] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const size = Math.sqrt(posEmbed.shape[1]! - 1) * weight.shape[2]!;
    const { data, shape } = randomValues([2, size, size, CHANNELS], 9);
    return op(tf.tensor(Array.from(data), shape), { weight, bias, clsToken, posEmbed, distToken: null });
  };
}

export const example: KernelExample = {
  summary: 'patch embedding of two pictures: weight, bias, class token, positions',
  shape: { grid: 3, patch: 4, dim: 16 },
  inputs: ([grid, patch, dim]) =>
    [[dim!, CHANNELS, patch!, patch!], [dim!], [1, 1, dim!], [1, grid! ** 2 + 1, dim!]].map((shape, i) =>
      randomValues(shape, i + 1, 0.5),
    ),
  fused: embedding(patchEmbed),
  reference: embedding(patchEmbedReference),
  differentiable: true,
};
