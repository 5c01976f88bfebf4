import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { type PatchEmbedWeights, patchEmbedBackward, patchEmbedForward } from './passes';

/**
 * Images [B, S, S, C] → tokens [B, T, D] in the order class token, distillation token, patches row by row, each plus its
 * position embedding. P, the patch size, must divide S. There is a gradient for every parameter and none for the images.
 */
export function patchEmbed(images: tf.Tensor, weights: PatchEmbedWeights): tf.Tensor {
  return fusedBackend() ? patchEmbedFused(images, weights) : patchEmbedReference(images, weights);
}

/** The same as a plain composition: the reference in tests, and the fallback on other backends. */
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

function patchEmbedFused(images: tf.Tensor, given: PatchEmbedWeights): tf.Tensor {
  const { weight, bias, clsToken, distToken, posEmbed } = given;
  // The images stand outside the differentiated arguments: nobody asks for their gradient.
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const save = args.pop() as tf.GradSaveFunc;
    const [weight, bias, clsToken, posEmbed, distToken = null] = args as tf.Tensor[] as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor?,
    ];
    const value = patchEmbedForward(gpu, images, { weight, bias, clsToken, distToken, posEmbed });
    save([images, weight]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [images, weight] = saved as [tf.Tensor, tf.Tensor];
        return patchEmbedBackward(gpu, images, weight.shape, dy);
      },
    };
  })(...[weight, bias, clsToken, posEmbed, ...(distToken ? [distToken] : [])]);
}
