import type * as tf from '@tensorflow/tfjs-core';
import type { Distillation, KlNormalisation } from '../../../experiment/config';

/** What is fixed for a run; τ, λ and both ε come from the step inputs, the labels from its rows. */
export interface LossStrategy {
  distillation: Distillation;
  klNormalisation: KlNormalisation;
}

export interface LossInputs {
  /** Logits of the class head, [B, C]. */
  cls: tf.Tensor;
  /** Logits of the second head, [B, C]; null: the teacher's term reads the class head ("usual" distillation). */
  dist: tf.Tensor | null;
  /** Teacher's logits, [B, C]; null without distillation. */
  teacher: tf.Tensor | null;
}

/** Places in the terms that the loss returns. Losses are means over the whole batch; the counts are labelled images. */
export const TERM = {
  total: 0,
  /** Cross entropy with the (smoothed) labels, unweighted; an image without a label adds 0. */
  labelLoss: 1,
  /**
   * KL at temperature τ without τ², or cross entropy with the teacher's argmax; unweighted. Where both tokens learn the label:
   * the second head's cross entropy with it.
   */
  teacherLoss: 2,
  /** (1 − λ) · label loss. */
  labelTerm: 3,
  /** λ · [τ²] · teacher loss. */
  teacherTerm: 4,
  clsCorrect: 5,
  distCorrect: 6,
  teacherCorrect: 7,
} as const;
export const TERMS = 8;
