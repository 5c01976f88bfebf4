import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { poolKernel } from '../globalMeanPool/passes';
import type { Activation } from '../wgsl/activation';
import { denseBackwardKernel, denseKernel, gatedInputGradientKernel, gateGradientKernel, gateKernel } from './passes';
import { squeezeExciteReference } from './reference';

/** The two small layers between squeeze and gate, R < C channels wide, in PyTorch layout. */
export interface ExciteWeights {
  /** [R, C] and [R] */
  weight1: tf.Tensor;
  bias1: tf.Tensor;
  /** [C, R] and [C] */
  weight2: tf.Tensor;
  bias2: tf.Tensor;
}

/**
 * Squeeze-and-excitation (Hu et al. 2018): x · σ(W₂·act(W₁·mean(x) + b₁) + b₂), a gate for each channel of each picture.
 * x [B, H, W, C] → the same. Four dispatches forward, four backward.
 *
 * @param activation between the two layers: ReLU in RegNetY, SiLU in EfficientNet.
 */
export function squeezeExcite(x: tf.Tensor, weights: ExciteWeights, activation: Activation): tf.Tensor {
  return fusedBackend() ? fused(x, weights, activation) : squeezeExciteReference(x, weights, activation);
}

function fused(x: tf.Tensor, weights: ExciteWeights, activation: Activation): tf.Tensor {
  const { weight1, bias1, weight2, bias2 } = weights;
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const save = args.pop() as tf.GradSaveFunc;
    const [x, weight1, bias1, weight2, bias2] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const mean = gpu.run(poolKernel(x)).y;
    const { pre, y: hidden } = gpu.run(denseKernel(mean, weight1, bias1, activation));
    const gate = gpu.run(denseKernel(hidden, weight2, bias2, 'logistic')).y;
    save([x, weight1, weight2, mean, pre!, hidden, gate]);
    return {
      value: gpu.run(gateKernel(x, gate)).y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, weight1, weight2, mean, pre, hidden, gate] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const { slopes } = gpu.run(gateGradientKernel(x, gate, dy));
        const second = gpu.run(denseBackwardKernel(slopes, hidden, weight2, { pre, activation }));
        const first = gpu.run(denseBackwardKernel(second.dx, mean, weight1, null));
        const { dx } = gpu.run(gatedInputGradientKernel(gate, dy, first.dx));
        return [dx, first.dWeight, first.dBias, second.dWeight, second.dBias];
      },
    };
  })(x, weight1, bias1, weight2, bias2);
}
