import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import type { Kernel } from '../../gpu/kernel';
import type { Subgroups } from '../../gpu/subgroups';
import { depthwiseFilterGradientKernel, depthwiseForwardKernel, depthwiseInputGradientKernel } from './depthwisePasses';
import { filterGradientKernel, forwardKernel, inputGradientKernel, sumPartsKernel } from './passes';
import { conv2dInferenceReference, conv2dReference } from './reference';
import { type ConvEpilogue, type ConvShape, convShape } from './shape';

/**
 * Convolution with 'same' padding, no bias. images [B, H, W, Cin], filter [k, k, Cin / groups, Cout] →
 * [B, ⌈H/stride⌉, ⌈W/stride⌉, Cout]. The filter's third axis says how many groups there are: Cin for a dense convolution, less
 * for a grouped one, 1 for a depthwise one.
 *
 * @param frozenInput the images need no gradient (a network's first layer), and none is computed.
 * @throws RangeError when filter and images do not fit.
 */
export function conv2d(images: tf.Tensor, filter: tf.Tensor, stride: number, frozenInput = false): tf.Tensor {
  const shape = convShape(images.shape, filter.shape, stride);
  if (!fusedBackend() || !(isDepthwise(shape) || byQuads(shape, frozenInput)))
    return conv2dReference(images, filter, stride);
  return frozenInput ? fusedInFilter(images, filter, shape) : fusedInBoth(images, filter, shape);
}

/** activation(conv2d + bias + residual) in one kernel, for inference: it has no gradient. bias [Cout], residual as the result. */
export function conv2dInference(
  images: tf.Tensor,
  filter: tf.Tensor,
  stride: number,
  epilogue: ConvEpilogue,
): tf.Tensor {
  const shape = convShape(images.shape, filter.shape, stride);
  const gpu = fusedBackend();
  if (!gpu || !(isDepthwise(shape) || byQuads(shape, true)))
    return conv2dInferenceReference(images, filter, stride, epilogue);
  return gpu.run(kernelsOf(shape).forward(images, filter, shape, epilogue, gpu.subgroups)).result;
}

function isDepthwise({ groups, cin, cout }: ConvShape): boolean {
  return groups > 1 && groups === cin && cin === cout && cin % 4 === 0;
}

/** Whether each group's channels come in fours, as the other kernels have them; images without gradient may have any number. */
function byQuads({ groups, groupIn, groupOut }: ConvShape, frozenInput: boolean): boolean {
  return groupOut % 4 === 0 && (groupIn % 4 === 0 || (frozenInput && groups === 1));
}

interface ConvKernels {
  forward(
    images: tf.Tensor,
    filter: tf.Tensor,
    shape: ConvShape,
    epilogue: ConvEpilogue,
    subgroups: Subgroups | null,
  ): Kernel<'result'>;
  inputGradient(dy: tf.Tensor, filter: tf.Tensor, shape: ConvShape, subgroups: Subgroups | null): Kernel<'dx'>;
  filterGradient(images: tf.Tensor, dy: tf.Tensor, shape: ConvShape): Kernel<'partial'>;
}

const GROUPED: ConvKernels = {
  forward: forwardKernel,
  inputGradient: inputGradientKernel,
  filterGradient: filterGradientKernel,
};
const DEPTHWISE: ConvKernels = {
  forward: depthwiseForwardKernel,
  inputGradient: depthwiseInputGradientKernel,
  filterGradient: depthwiseFilterGradientKernel,
};

function kernelsOf(shape: ConvShape): ConvKernels {
  return isDepthwise(shape) ? DEPTHWISE : GROUPED;
}

function fusedInBoth(images: tf.Tensor, filter: tf.Tensor, shape: ConvShape): tf.Tensor {
  const kernels = kernelsOf(shape);
  return tf.customGrad((images, filter, save) => {
    (save as tf.GradSaveFunc)([images as tf.Tensor, filter as tf.Tensor]);
    const gpu = fusedBackend()!;
    return {
      value: gpu.run(kernels.forward(images as tf.Tensor, filter as tf.Tensor, shape, {}, gpu.subgroups)).result,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [images, filter] = saved as [tf.Tensor, tf.Tensor];
        const gpu = fusedBackend()!;
        const { dx } = gpu.run(kernels.inputGradient(dy, filter, shape, gpu.subgroups));
        return [dx, filterGradient(images, dy, shape)];
      },
    };
  })(images, filter);
}

function fusedInFilter(images: tf.Tensor, filter: tf.Tensor, shape: ConvShape): tf.Tensor {
  return tf.customGrad((filter, save) => {
    (save as tf.GradSaveFunc)([images]);
    const gpu = fusedBackend()!;
    const kernel = kernelsOf(shape).forward(images, filter as tf.Tensor, shape, {}, gpu.subgroups);
    return {
      value: gpu.run(kernel).result,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => filterGradient(saved[0]!, dy, shape),
    };
  })(filter);
}

function filterGradient(images: tf.Tensor, dy: tf.Tensor, shape: ConvShape): tf.Tensor {
  const gpu = fusedBackend()!;
  const { partial } = gpu.run(kernelsOf(shape).filterGradient(images, dy, shape));
  return gpu.run(sumPartsKernel(partial)).sum;
}
