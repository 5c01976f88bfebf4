import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import type { Kernel } from '../../gpu/kernel';

/** Mean over height and width. [B, H, W, C] → [B, C]. */
export function globalMeanPool(x: tf.Tensor): tf.Tensor {
  return fusedBackend() ? globalMeanPoolFused(x) : globalMeanPoolReference(x);
}

/** The same as a plain composition: the reference in tests, and the fallback on other backends. */
export function globalMeanPoolReference(x: tf.Tensor): tf.Tensor {
  return tf.mean(x, [1, 2]);
}

/** The mean alone, for operations that begin with one. */
export function poolKernel(x: tf.Tensor): Kernel<'y'> {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const area = height * width;
  return {
    name: 'globalMeanPool',
    inputs: { x },
    outputs: { y: { shape: [batch, channels] } },
    invocations: batch * channels,
    code: `fn kernel(i: u32) {
  let start = i / ${channels}u * ${area * channels}u + i % ${channels}u;
  var sum = 0.0;
  for (var p = 0u; p < ${area}u; p++) { sum += x[start + p * ${channels}u]; }
  y[i] = sum / ${area}f;
}`,
  };
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
