import type * as tf from '@tensorflow/tfjs-core';
import type { Kernel } from '../../gpu/kernel';

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
