import * as tf from '@tensorflow/tfjs-core';
import type { FoldedResnet, Resnet } from '../models/resnet';
import type { Teacher } from './teacher';

/**
 * A trained residual network as a teacher. It sees pictures at the size that it was trained at: a student's larger or smaller
 * ones are resampled (bilinear), because a convolution's features belong to one scale.
 */
export class ResidualTeacher implements Teacher {
  readonly name: string;
  readonly parameters: number;
  readonly #network: FoldedResnet;
  readonly #imageSize: number;

  /** @param model is copied and stays the caller's */
  constructor(model: Resnet, imageSize: number) {
    const { width, blocks } = model.shape;
    this.name = `ResNet, width ${width}, ${blocks === 1 ? '1 block' : `${blocks} blocks`} a stage`;
    this.parameters = model.parameters.count;
    this.#network = model.fold();
    this.#imageSize = imageSize;
  }

  logits(images: tf.Tensor): tf.Tensor {
    const size = this.#imageSize;
    if (images.shape[1] === size && images.shape[2] === size) return this.#network.logits(images);
    return tf.tidy(() =>
      this.#network.logits(tf.image.resizeBilinear(images as tf.Tensor4D, [size, size], false, true)),
    );
  }

  dispose(): void {
    this.#network.dispose();
  }
}
