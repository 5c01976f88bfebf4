import type * as tf from '@tensorflow/tfjs-core';

/** A frozen teacher, in eval mode. It sees the student's own augmented batch. */
export interface Teacher {
  readonly name: string;
  /** Number of parameters. */
  readonly parameters: number;
  /** Multiply–accumulates for one picture at its own size. */
  readonly macs: number;
  /** @param images [B, S, S, C], normalised → logits [B, classes] */
  logits(images: tf.Tensor): tf.Tensor;
  dispose(): void;
}
