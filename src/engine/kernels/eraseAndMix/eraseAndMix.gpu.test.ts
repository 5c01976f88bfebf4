import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { randomValues } from '../../kernels/example';
import { ROW, rowStart, SCALAR, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { expectClose } from '../../testing/compare';
import { microExperiment } from '../../testing/micro';
import { BatchAugmenter } from '../../train/batchAugmenter';
import { eraseAndMix } from '.';
import { eraseAndMixReference } from './reference';

beforeAll(openGpu);

type Shape = [number, number, number, number];

async function fused(images: ArrayLike<number>, shape: Shape, values: Float32Array<ArrayBuffer>): Promise<number[]> {
  const step = new StepInputs(values.length);
  step.write(values);
  const given = tf.tensor4d(Array.from(images), shape);
  const mixed = eraseAndMix(given, step);
  const read = Array.from(await mixed.data());
  tf.dispose([given, mixed]);
  step.dispose();
  return read;
}

test('drawn augmentations come out as on the CPU', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(6, 13),
      fc.constantFrom(1, 3),
      fc.constantFrom([0.8, 0], [0, 1], [0, 0], [0.8, 1]),
      fc.nat(1000),
      async (batch, size, channels, [mixup, cutmix], seed) => {
        const config = microExperiment({ imageSize: size, erasing: 0.6, mixup: mixup!, cutmix: cutmix!, seed });
        const augmenter = new BatchAugmenter(config);
        const values = new Float32Array(stepLength(batch, 0));
        augmenter.writeBatch(values, seed);
        for (let b = 0; b < batch; b++) augmenter.writePicture(values, seed, b, size, size);
        const shape: Shape = [batch, size, size, channels];
        const { data } = randomValues(shape, seed);
        const expected = eraseAndMixReference(Float32Array.from(data), shape, values);
        expectClose({ shape, data: await fused(data, shape, values) }, { shape, data: expected }, { atol: 2e-4 });
      },
    ),
    { numRuns: 20 },
  );
});

test('mixup: a quarter of the partner; CutMix: the partner inside the box and nothing of it outside', async () => {
  const shape: Shape = [2, 3, 3, 1];
  const images = Array.from({ length: 18 }, (_, i) => (i < 9 ? 8 : 16));
  const values = new Float32Array(stepLength(2, 0));
  values[SCALAR.partnerShare] = 0.25;
  expect(await fused(images, shape, values)).toEqual([...Array(9).fill(10), ...Array(9).fill(14)]);
  Object.assign(values, { [SCALAR.cutLeft]: 1, [SCALAR.cutTop]: 0, [SCALAR.cutRight]: 3, [SCALAR.cutBottom]: 2 });
  expect(await fused(images, shape, values)).toEqual([
    ...[8, 16, 16, 8, 16, 16, 8, 8, 8],
    ...[16, 8, 8, 16, 8, 8, 16, 16, 16],
  ]);
});

test('an erased part is normal noise, another in each picture and channel; the rest is untouched', async () => {
  const [size, batch] = [64, 2];
  const shape: Shape = [batch, size, size, 3];
  const values = new Float32Array(stepLength(batch, 0));
  values[SCALAR.noiseKey] = 16_777_215;
  for (let b = 0; b < batch; b++)
    Object.assign(values, {
      [rowStart(b) + ROW.eraseLeft]: 0,
      [rowStart(b) + ROW.eraseTop]: 4,
      [rowStart(b) + ROW.eraseWidth]: size,
      [rowStart(b) + ROW.eraseHeight]: size - 4,
    });
  const read = await fused(new Float32Array(batch * size * size * 3).fill(7), shape, values);
  const image = size * size * 3;
  const border = 4 * size * 3;
  expect(read.slice(0, border).every((v) => v === 7)).toBe(true);
  const noise = [...read.slice(border, image), ...read.slice(image + border)];
  const moment = (power: number) => noise.reduce((sum, v) => sum + v ** power, 0) / noise.length;
  // 23,040 draws: standard errors .0066, .0093, .026 and .065.
  expect(Math.abs(moment(1))).toBeLessThan(5 * 0.0066);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * 0.0093);
  expect(Math.abs(moment(3))).toBeLessThan(5 * 0.026);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * 0.065);
  expect(new Set(noise).size).toBeGreaterThan(0.99 * noise.length);
});
