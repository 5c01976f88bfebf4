import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { geluBackward } from '../wgsl/gelu';
import { PartialSums } from '../wgsl/partialSums';
import { linearBackward, linearForward, linearParts } from './passes';
import { linearReference } from './reference';

export interface LinearOptions {
  /** Exact (erf) GELU of x·Wᵀ + b. */
  activation?: 'gelu';
  /** Added last; of the result's shape. */
  residual?: tf.Tensor;
}

/**
 * act(x·Wᵀ + b) + residual. x [..., K], weight [N, K] (PyTorch layout), bias [N] → [..., N].
 * Fused: one dispatch forward, two backward (one more with an activation; `mlpBranch` saves that one).
 */
export function linear(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | null,
  options: LinearOptions = {},
): tf.Tensor {
  return fusedBackend() ? linearFused(x, weight, bias, options) : linearReference(x, weight, bias, options);
}

function linearFused(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | null,
  { activation, residual }: LinearOptions,
): tf.Tensor {
  const inputs = [x, weight, ...(bias ? [bias] : []), ...(residual ? [residual] : [])];
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const save = args.pop() as tf.GradSaveFunc;
    const [x, weight, ...rest] = args as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    const { y, pre } = linearForward(gpu, x, weight, {
      bias: bias ? rest[0]! : null,
      gelu: activation === 'gelu',
      residual: residual ? rest.at(-1)! : null,
    });
    save(pre ? [x, weight, pre] : [x, weight]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, weight, pre] = saved as [tf.Tensor, tf.Tensor, tf.Tensor?];
        const slope = pre ? geluBackward(gpu, pre, dy) : dy;
        const sums = new PartialSums(gpu, linearParts(weight, x.size / weight.shape[1]!));
        const dx = linearBackward(gpu, slope, { x, weight }, sums, { weight: 'weight', bias: 'bias' });
        const [dWeight, dBias] = sums.add() as [tf.Tensor, tf.Tensor];
        return [dx, dWeight, ...(bias ? [dBias] : []), ...(residual ? [dy] : [])];
      },
    };
  })(...inputs);
}
