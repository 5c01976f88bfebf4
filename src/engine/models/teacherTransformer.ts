import * as tf from '@tensorflow/tfjs-core';
import { forwardMacs, type StudentShape } from '../../experiment/student/shape';
import { Deit } from './deit';
import type { Parameters } from './parameters';
import type { FrozenNetwork, TeacherNetwork, TransformerArchitecture } from './teacherNetwork';

function shapeOf({ imageSize, patchSize, dim, depth, heads, mlpRatio }: TransformerArchitecture): StudentShape {
  return { imageSize, patchSize, dim, depth, heads, mlpRatio, distToken: false };
}

/** Multiply–accumulates of one forward pass of one image. */
export function transformerMacs(architecture: TransformerArchitecture): number {
  return forwardMacs(shapeOf(architecture), architecture);
}

/** A DeiT without distillation token, trained on labels: the paper's transformer teacher (Table 2 has a DeiT-B). */
export class TransformerTeacher implements TeacherNetwork {
  readonly architecture: TransformerArchitecture;
  readonly #deit: Deit;
  readonly #seed: number;

  constructor(architecture: TransformerArchitecture, seed: number) {
    this.architecture = architecture;
    this.#seed = seed;
    this.#deit = new Deit(shapeOf(architecture), architecture, seed);
  }

  get parameters(): Parameters {
    return this.#deit.parameters;
  }

  forwardTrain(images: tf.Tensor): tf.Tensor {
    return this.#deit.forward(images).cls;
  }

  /** Nothing in it behaves otherwise in training. */
  logits(images: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.#deit.forward(images).cls);
  }

  frozen(): FrozenNetwork {
    const copy = new TransformerTeacher(this.architecture, this.#seed);
    tf.tidy(() => {
      for (const name of this.parameters.names) copy.parameters.get(name).assign(tf.add(this.parameters.get(name), 0));
    });
    return copy;
  }

  dispose(): void {
    this.#deit.dispose();
  }
}
