import type * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, type Op, randomValues } from '../example';
import { squeezeExcite } from '.';
import { squeezeExciteReference } from './reference';

function gated(op: typeof squeezeExcite): Op {
  return (...tensors) => {
    const [x, weight1, bias1, weight2, bias2] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return op(x, { weight1, bias1, weight2, bias2 }, 'silu');
  };
}

export const example: KernelExample = {
  summary: 'squeeze-and-excitation with SiLU: x, weight1, bias1, weight2, bias2',
  shape: { batch: 2, height: 5, width: 5, channels: 8, hidden: 3 },
  inputs: ([batch, height, width, channels, hidden]) =>
    [[batch!, height!, width!, channels!], [hidden!, channels!], [hidden!], [channels!, hidden!], [channels!]].map(
      (shape, i) => randomValues(shape, i + 1),
    ),
  fused: gated(squeezeExcite),
  reference: gated(squeezeExciteReference),
  differentiable: true,
};
