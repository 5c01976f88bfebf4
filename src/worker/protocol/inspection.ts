import type { ImageLogits, ModelInspection } from '../../engine/inspect/inspector';
import type { Picture } from './dataset';

export interface InspectionRequests {
  /** Passes one picture through a model with its current weights. Training continues: this comes between two steps. */
  look: { ask: LookAsk; answer: Inspection };
  /**
   * The logits of the same picture, [mask, classes]. Each mask, [patches], is 1 where the patch is hidden, i.e. has the mean colour of
   * the data.
   */
  mask: { ask: LookAsk & { masks: Uint8Array<ArrayBuffer>[] }; answer: ImageLogits };
}

/** The model that is looked into: the student as it is now, or the opened model. */
export type Subject = 'student' | 'model';

/** A picture of the data set, or the user's own picture. */
export type PictureChoice = { from: 'test' | 'train'; index: number } | { from: 'own'; picture: Picture };

/** Left, top, width, height in the picture's pixels. */
export type Box = [number, number, number, number];

export interface LookAsk {
  subject: Subject;
  picture: PictureChoice;
  /** The part of the picture that is resized to the model's input; null is all of it. */
  box: Box | null;
  /** The class whose logit the gradient-weighted maps follow back; null is the head's own answer. */
  target: number | null;
}

/** One model's view of one picture. T tokens: class token, distillation token if there is one, patches. */
export interface Inspection extends ModelInspection {
  subject: Subject;
  /** Optimiser steps that the student had done; null for an opened model. */
  step: number | null;
  layers: number;
  heads: number;
  /** Patches a side. */
  grid: number;
  /** Prefix tokens: 2 with a distillation token, else 1. */
  tokens: 1 | 2;
  classes: string[];
  /** The picture as it is stored, and as the model sees it. */
  original: Picture;
  seen: Picture;
  /** Index into `classes`; null if unknown. */
  label: number | null;
  /** Share of each patch that the object covers, 0…1, [patches]; null unless the data set is Shapes. */
  object: Float32Array<ArrayBuffer> | null;
}
