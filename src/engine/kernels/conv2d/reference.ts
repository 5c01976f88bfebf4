import * as tf from '@tensorflow/tfjs-core';
import { activationReference } from '../wgsl/activation';
import { type ConvEpilogue, convShape } from './shape';

/** The same as tfjs has it: the reference in tests, and the fallback on other backends. */
export function conv2dReference(images: tf.Tensor, filter: tf.Tensor, stride: number): tf.Tensor {
  const { groups, groupIn, groupOut, cin, cout, size } = convShape(images.shape, filter.shape, stride);
  if (groups === 1) return tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same');
  if (groupIn === 1 && groupOut === 1) {
    const taps = tf.reshape(filter, [size, size, cin, 1]) as tf.Tensor4D;
    return tf.depthwiseConv2d(images as tf.Tensor4D, taps, stride, 'same');
  }
  // tfjs has no grouped convolution.
  const parts = (x: tf.Tensor, channels: number) => tf.split(x, Array(groups).fill(channels / groups), 3);
  const filters = parts(filter, cout);
  const results = parts(images, cin).map((x, g) =>
    tf.conv2d(x as tf.Tensor4D, filters[g] as tf.Tensor4D, stride, 'same'),
  );
  return tf.concat(results, 3);
}

export function conv2dInferenceReference(
  images: tf.Tensor,
  filter: tf.Tensor,
  stride: number,
  { bias, residual, activation }: ConvEpilogue,
): tf.Tensor {
  return tf.tidy(() => {
    let sum = conv2dReference(images, filter, stride);
    if (bias) sum = tf.add(sum, bias);
    if (residual) sum = tf.add(sum, residual);
    return activationReference(activation, sum);
  });
}
