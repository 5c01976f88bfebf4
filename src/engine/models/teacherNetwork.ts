import type * as tf from '@tensorflow/tfjs-core';
import type { TeacherSize } from '../../experiment/teacherRecipe';
import type { TeacherFamily } from '../../experiment/teachers';
import type { Parameters } from './parameters';

/** What a convolutional teacher is made from. */
export interface ConvArchitecture extends TeacherSize {
  family: Exclude<TeacherFamily, 'transformer'>;
  channels: number;
  classes: number;
}

/** What a transformer teacher is made from: a DeiT without distillation token. */
export interface TransformerArchitecture {
  family: 'transformer';
  imageSize: number;
  patchSize: number;
  dim: number;
  depth: number;
  heads: number;
  mlpRatio: number;
  channels: number;
  classes: number;
}

export type TeacherArchitecture = ConvArchitecture | TransformerArchitecture;

/** A network in eval mode, with weights of its own. It has no gradient. */
export interface FrozenNetwork {
  /** images [B, S, S, channels], normalised → logits [B, classes] */
  logits(images: tf.Tensor): tf.Tensor;
  dispose(): void;
}

/** A network that learns to be a teacher. */
export interface TeacherNetwork {
  readonly architecture: TeacherArchitecture;
  readonly parameters: Parameters;
  /** In training mode, with gradient: norms take this batch's statistics and move their running ones. As `logits`. */
  forwardTrain(images: tf.Tensor): tf.Tensor;
  /** In eval mode, as the weights are now. images [B, S, S, channels], normalised → logits [B, classes] */
  logits(images: tf.Tensor): tf.Tensor;
  /** A copy for inference, independent of later training. */
  frozen(): FrozenNetwork;
  dispose(): void;
}
