import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { poolKernel } from './passes';
import { globalMeanPoolReference } from './reference';

/** Mean over height and width. [B, H, W, C] → [B, C]. */
export function globalMeanPool(x: tf.Tensor): tf.Tensor {
  return fusedBackend() ? globalMeanPoolFused(x) : globalMeanPoolReference(x);
}

function globalMeanPoolFused(x: tf.Tensor): tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const area = height * width;
  return tf.customGrad((x) => {
    const gpu = fusedBackend()!;
    return {
      value: gpu.run(poolKernel(x as tf.Tensor)).y,
      gradFunc: (dy: tf.Tensor) =>
        gpu.run({
          name: 'globalMeanPoolGradient',
          inputs: { dy },
          outputs: { dx: { shape: [batch, height, width, channels] } },
          invocations: batch * area * channels,
          code: `fn kernel(i: u32) {
  dx[i] = dy[i / ${area * channels}u * ${channels}u + i % ${channels}u] / ${area}f;
}`,
        }).dx,
    };
  })(x);
}
