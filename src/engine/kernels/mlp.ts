import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import { linearReference } from './linear';
import { linearBackward, linearForward } from './linearPasses';

/** The two layers of a transformer block's MLP, in PyTorch layout. */
export interface MlpWeights {
  /** `mlp.fc1`: [M, D] and [M] */
  weight1: tf.Tensor;
  bias1: tf.Tensor;
  /** `mlp.fc2`: [D, M] and [D] */
  weight2: tf.Tensor;
  bias2: tf.Tensor;
}

/**
 * gelu(x·W₁ᵀ + b₁)·W₂ᵀ + b₂ + residual. x and, where given, residual [..., D] → [..., D]. Two dispatches forward, at most four
 * backward: the gradient of the GELU is taken on the way out of the second layer's.
 */
export function mlp(x: tf.Tensor, weights: MlpWeights, residual: tf.Tensor | null): tf.Tensor {
  return fusedBackend() ? mlpFused(x, weights, residual) : mlpReference(x, weights, residual);
}

/** The same as a plain composition: the reference in tests, and the fallback on other backends. */
export function mlpReference(x: tf.Tensor, weights: MlpWeights, residual: tf.Tensor | null): tf.Tensor {
  const hidden = linearReference(x, weights.weight1, weights.bias1, { activation: 'gelu' });
  return linearReference(hidden, weights.weight2, weights.bias2, residual ? { residual } : {});
}

function mlpFused(x: tf.Tensor, weights: MlpWeights, residual: tf.Tensor | null): tf.Tensor {
  const { weight1, bias1, weight2, bias2 } = weights;
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const save = args.pop() as tf.GradSaveFunc;
    const [x, weight1, bias1, weight2, bias2, residual = null] = args as tf.Tensor[] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor?,
    ];
    const hidden = linearForward(gpu, x, weight1, { bias: bias1, gelu: true, residual: null });
    const { y } = linearForward(gpu, hidden.y, weight2, { bias: bias2, gelu: false, residual });
    save([x, weight1, weight2, hidden.pre!, hidden.y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, weight1, weight2, pre, hidden] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const second = linearBackward(gpu, dy, hidden, weight2, { pre });
        const first = linearBackward(gpu, second.dx, x, weight1);
        return [first.dx, first.dWeight, first.dBias, second.dWeight, second.dBias, ...(residual ? [dy] : [])];
      },
    };
  })(...[x, weight1, bias1, weight2, bias2, ...(residual ? [residual] : [])]);
}
