import * as tf from '@tensorflow/tfjs-core';
import type { Teacher } from '../models/teacher';
import type { FrozenNetwork, TeacherNetwork } from '../models/teacherNetwork';
import { teacherMacs, teacherName } from '../models/teachers';

/**
 * A trained network as a teacher. Images of another size than the training images are resampled (bilinear), because a
 * convolution's features belong to one scale and a transformer's positions to one grid.
 */
export class TrainedTeacher implements Teacher {
  readonly name: string;
  readonly parameters: number;
  readonly macs: number;
  readonly #network: FrozenNetwork;
  readonly #imageSize: number;

  /** @param model is copied; the caller disposes it @param imageSize side of the training images in pixels */
  constructor(model: TeacherNetwork, imageSize: number) {
    this.name = teacherName(model.architecture);
    this.parameters = model.parameters.count;
    this.macs = teacherMacs(model.architecture, imageSize);
    this.#network = model.frozen();
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
