import * as tf from '@tensorflow/tfjs-core';
import { ROW, rowStart, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { type KernelExample, randomValues } from '../example';
import { ResidentImages, type ResidentPixels } from '.';
import { gatherReference } from './reference';

/** Pictures whose bytes are the rounded values of `levels` [count, size, size, C], gathered backwards and flipped. */
function split(levels: tf.Tensor): { bytes: Uint8Array; about: ResidentPixels; values: Float32Array<ArrayBuffer> } {
  const [count, size, , channels] = levels.shape as [number, number, number, number];
  const same = (value: number) => Array<number>(channels).fill(value);
  const values = new Float32Array(stepLength(count, 0));
  for (let b = 0; b < count; b++) {
    values.set([count - 1 - b, 0.5, 0, size - 1, size, 1], rowStart(b) + ROW.index);
  }
  return {
    bytes: Uint8Array.from(levels.dataSync(), (value) => Math.min(255, Math.abs(Math.round(value)))),
    about: { count, height: size, width: size, channels, mean: same(0.5), std: same(0.25) },
    values,
  };
}

export const example: KernelExample = {
  summary: 'batch of cropped, flipped and normalised pictures: levels',
  shape: { count: 3, size: 6, channels: 3 },
  inputs: ([count, size, channels]) => [randomValues([count!, size!, size!, channels!], 1, 80)],
  fused: (levels) => {
    const { bytes, about, values } = split(levels!);
    const step = new StepInputs(values.length);
    step.write(values);
    return new ResidentImages(bytes, about).batch(step, about.count, about.width);
  },
  reference: (levels) => {
    const { bytes, about, values } = split(levels!);
    return tf.tensor(gatherReference(bytes, about, values, about.count, about.width), levels!.shape);
  },
  differentiable: false,
};
