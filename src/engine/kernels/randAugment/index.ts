import type * as tf from '@tensorflow/tfjs-core';
import { ROW } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import { oneOperation } from './passes';

/** How pixels scaled to 0…1 were normalised, per channel. */
export interface Normalisation {
  mean: readonly number[];
  std: readonly number[];
}

/**
 * RandAugment's operations on levels 0 … 255, as Pillow computes them, with bilinear geometry; what comes from outside the
 * picture is the data set's mean. One step-input slot is one operation a picture.
 * `table` holds the levels' new values for operations that look at the whole picture first.
 *
 * @param images [B, S, S, C], normalised; so is what is returned
 */
export function randAugment(images: tf.Tensor4D, step: StepInputs, normalisation: Normalisation): tf.Tensor4D {
  return ([ROW.op1, ROW.op2] as const).reduce((given, slot) => oneOperation(given, step, normalisation, slot), images);
}
