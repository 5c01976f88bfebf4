import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import { type PatchEmbedWeights, patchEmbedBackward, patchEmbedForward } from './passes';
import { patchEmbedReference } from './reference';

/**
 * Images [B, S, S, C] → tokens [B, T, D] in the order class token, distillation token, patches row by row, each plus its
 * position embedding. P, the patch size, must divide S. There is a gradient for every parameter and none for the images.
 */
export function patchEmbed(images: tf.Tensor, weights: PatchEmbedWeights): tf.Tensor {
  return fusedBackend() ? patchEmbedFused(images, weights) : patchEmbedReference(images, weights);
}

function patchEmbedFused(images: tf.Tensor, given: PatchEmbedWeights): tf.Tensor {
  const { weight, bias, clsToken, distToken, posEmbed } = given;
  // The images are not among the differentiated arguments, because their gradient is never needed.
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
