import * as tf from '@tensorflow/tfjs-core';
import { ROW, rowStart, SCALAR, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { type KernelExample, randomValues } from '../example';
import { eraseAndMix } from '.';
import { eraseAndMixReference } from './reference';

/** Mixup with a share of 0.3; the first picture has an erased square. */
function valuesFor(batch: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(stepLength(batch, 0));
  values[SCALAR.partnerShare] = 0.3;
  values[SCALAR.noiseKey] = 77;
  values.set([1, 1, 2, 2], rowStart(0) + ROW.eraseLeft);
  return values;
}

export const example: KernelExample = {
  summary: 'random erasing and mixup of a batch: images',
  shape: { batch: 3, size: 6, channels: 3 },
  inputs: ([batch, size, channels]) => [randomValues([batch!, size!, size!, channels!])],
  fused: (images) => {
    const values = valuesFor(images!.shape[0]!);
    const step = new StepInputs(values.length);
    step.write(values);
    return eraseAndMix(images as tf.Tensor4D, step);
  },
  reference: (images) => {
    const shape = images!.shape as [number, number, number, number];
    return tf.tensor(eraseAndMixReference(images!.dataSync<'float32'>(), shape, valuesFor(shape[0])), shape);
  },
  differentiable: false,
};
