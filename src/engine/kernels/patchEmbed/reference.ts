import * as tf from '@tensorflow/tfjs-core';
import type { PatchEmbedWeights } from './passes';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function patchEmbedReference(
  images: tf.Tensor,
  { weight, bias, clsToken, distToken, posEmbed }: PatchEmbedWeights,
): tf.Tensor {
  const [batch, size, , channels] = images.shape as [number, number, number, number];
  const [dim, , patch] = weight.shape as [number, number, number];
  const grid = size / patch;
  const split = tf.reshape(images, [batch, grid, patch, grid, patch, channels]);
  const rows = tf.reshape(tf.transpose(split, [0, 1, 3, 5, 2, 4]), [batch * grid * grid, channels * patch * patch]);
  const flat = tf.reshape(weight, [dim, channels * patch * patch]);
  const patches = tf.reshape(tf.add(tf.matMul(rows, flat, false, true), bias), [batch, grid * grid, dim]);
  const prefix = (distToken ? [clsToken, distToken] : [clsToken]).map((token) => tf.tile(token, [batch, 1, 1]));
  return tf.add(tf.concat([...prefix, patches], 1), posEmbed);
}
