import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import {
  type ConvShape,
  convShape,
  type Epilogue,
  filterGradientKernel,
  forwardKernel,
  inputGradientKernel,
  sumPartsKernel,
} from './conv2dKernels';

/**
 * Convolution with 'same' padding, no bias. images [B, H, W, Cin], filter [k, k, Cin, Cout] → [B, ⌈H/stride⌉, ⌈W/stride⌉, Cout].
 *
 * @param frozenInput the images need no gradient (a network's first layer), and none is computed.
 */
export function conv2d(images: tf.Tensor, filter: tf.Tensor, stride: number, frozenInput = false): tf.Tensor {
  const shape = convShape(images.shape, filter.shape, stride);
  const fused = fusedBackend() && shape.cout % 4 === 0 && (frozenInput || shape.cin % 4 === 0);
  if (!fused) return conv2dReference(images, filter, stride);
  return frozenInput ? fusedInFilter(images, filter, shape) : fusedInBoth(images, filter, shape);
}

/** The same as tfjs has it: the reference in tests, and the fallback on other backends. */
export function conv2dReference(images: tf.Tensor, filter: tf.Tensor, stride: number): tf.Tensor {
  return tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same');
}

/** relu(conv2d + bias + residual) in one kernel, for inference: it has no gradient. bias [Cout], residual as the result. */
export function conv2dInference(images: tf.Tensor, filter: tf.Tensor, stride: number, epilogue: Epilogue): tf.Tensor {
  const shape = convShape(images.shape, filter.shape, stride);
  const gpu = fusedBackend();
  if (!gpu || shape.cout % 4 !== 0) return conv2dInferenceReference(images, filter, stride, epilogue);
  return gpu.run(forwardKernel(images, filter, shape, epilogue)).result;
}

export function conv2dInferenceReference(
  images: tf.Tensor,
  filter: tf.Tensor,
  stride: number,
  { bias, residual, relu }: Epilogue,
): tf.Tensor {
  return tf.tidy(() => {
    let sum = conv2dReference(images, filter, stride);
    if (bias) sum = tf.add(sum, bias);
    if (residual) sum = tf.add(sum, residual);
    return relu ? tf.relu(sum) : sum;
  });
}

function fusedInBoth(images: tf.Tensor, filter: tf.Tensor, shape: ConvShape): tf.Tensor {
  return tf.customGrad((images, filter, save) => {
    (save as tf.GradSaveFunc)([images as tf.Tensor, filter as tf.Tensor]);
    return {
      value: fusedBackend()!.run(forwardKernel(images as tf.Tensor, filter as tf.Tensor, shape, {})).result,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [images, filter] = saved as [tf.Tensor, tf.Tensor];
        const { dx } = fusedBackend()!.run(inputGradientKernel(dy, filter, shape));
        return [dx, filterGradient(images, dy, shape)];
      },
    };
  })(images, filter);
}

function fusedInFilter(images: tf.Tensor, filter: tf.Tensor, shape: ConvShape): tf.Tensor {
  return tf.customGrad((filter, save) => {
    (save as tf.GradSaveFunc)([images]);
    return {
      value: fusedBackend()!.run(forwardKernel(images, filter as tf.Tensor, shape, {})).result,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => filterGradient(saved[0]!, dy, shape),
    };
  })(filter);
}

function filterGradient(images: tf.Tensor, dy: tf.Tensor, shape: ConvShape): tf.Tensor {
  const gpu = fusedBackend()!;
  const { partial } = gpu.run(filterGradientKernel(images, dy, shape));
  return gpu.run(sumPartsKernel(partial)).sum;
}
