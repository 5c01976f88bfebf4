import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../../experiment/randAugment';
import { ROW, rowStart, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { type KernelExample, randomValues } from '../example';
import { randAugment } from '.';
import { randAugmentReference } from './reference';

const LEVELS = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3] };

/** Every picture is inverted, then solarized above level 128. */
function valuesFor(batch: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(stepLength(batch, 0));
  for (let b = 0; b < batch; b++) values.set([numberOf('invert'), 0, numberOf('solarize'), 128], rowStart(b) + ROW.op1);
  return values;
}

export const example: KernelExample = {
  summary: 'two RandAugment operations, invert and solarize: images of three channels',
  shape: { batch: 2, size: 6 },
  inputs: ([batch, size]) => [randomValues([batch!, size!, size!, 3])],
  fused: (images) => {
    const values = valuesFor(images!.shape[0]!);
    const step = new StepInputs(values.length);
    step.write(values);
    return randAugment(images as tf.Tensor4D, step, LEVELS);
  },
  reference: (images) => {
    const shape = images!.shape as [number, number, number, number];
    return tf.tensor(randAugmentReference(images!.dataSync<'float32'>(), shape, valuesFor(shape[0]), LEVELS), shape);
  },
  differentiable: false,
};
