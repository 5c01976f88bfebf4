import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Augmenter, wholePicture } from '../../data/augment';
import { openGpu } from '../../gpu/device';
import { readOutputs } from '../../gpu/readback';
import { Repeated } from '../../gpu/repeated';
import { ROW, rowStart, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { expectClose } from '../../testing/compare';
import { ResidentImages } from '.';
import { gatherReference } from './reference';

beforeAll(openGpu);

function stepValues(boxes: { left: number; top: number; width: number; height: number; flip: boolean }[]) {
  const values = new Float32Array(stepLength(boxes.length, 0));
  for (const [b, box] of boxes.entries()) {
    values[rowStart(b) + ROW.index] = b;
    values[rowStart(b) + ROW.left] = box.left;
    values[rowStart(b) + ROW.top] = box.top;
    values[rowStart(b) + ROW.width] = box.width;
    values[rowStart(b) + ROW.height] = box.height;
    values[rowStart(b) + ROW.flip] = Number(box.flip);
  }
  return values;
}

test('crops, flips and resizes like the CPU does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 3),
      fc.integer({ min: 5, max: 13 }),
      fc.integer({ min: 4, max: 19 }),
      fc.constantFrom('shift' as const, 'resized' as const),
      fc.constantFrom('black' as const, 'mean' as const),
      fc.nat(),
      async (channels, source, size, crop, border, seed) => {
        const count = 3;
        const bytes = Uint8Array.from({ length: count * source * source * channels }, (_, i) => (i * 37 + seed) % 256);
        const about = {
          count,
          height: source,
          width: source,
          channels,
          mean: [0.3, 0.4, 0.5].slice(0, channels),
          std: [0.2, 0.25, 0.3].slice(0, channels),
        };
        const augmenter = new Augmenter({ crop, shiftPixels: 3, cropMinArea: 0.1, flip: true, seed });
        const values = stepValues(
          Array.from({ length: count }, (_, b) => augmenter.draw(source, source, seed % 100, b)),
        );
        const step = new StepInputs(values.length);
        step.write(values);
        const images = new ResidentImages(bytes, about);
        const fused = images.batch(step, count, size, { border, randAugment: false, eraseAndMix: false });
        const expected = gatherReference(bytes, about, values, count, size, border);
        expectClose(
          { shape: fused.shape, data: await fused.data() },
          { shape: fused.shape, data: expected },
          { atol: 1e-4 },
        );
        images.dispose();
        step.dispose();
        fused.dispose();
      },
    ),
    { numRuns: 12 },
  );
});

test('the whole picture at its own size comes through exactly', async () => {
  const bytes = Uint8Array.from({ length: 2 * 6 * 6 * 3 }, (_, i) => (i * 91) % 256);
  const about = { count: 2, height: 6, width: 6, channels: 3, mean: [0, 0, 0], std: [1, 1, 1] };
  const values = stepValues([wholePicture(6, 6), wholePicture(6, 6)]);
  const step = new StepInputs(values.length);
  step.write(values);
  const images = new ResidentImages(bytes, about);
  const batch = images.batch(step, 2, 6);
  const read = await batch.data();
  expect(Array.from(read, (v) => Math.round(v * 255 * 1000) / 1000)).toEqual(Array.from(bytes));
  tf.dispose(batch);
  images.dispose();
  step.dispose();
});

test('beyond the border it is black, or nothing at all once it is normalised', async () => {
  const about = { count: 1, height: 4, width: 4, channels: 3, mean: [0.3, 0.4, 0.5], std: [0.2, 0.25, 0.5] };
  const values = stepValues([{ ...wholePicture(4, 4), left: 4 }]);
  const step = new StepInputs(values.length);
  step.write(values);
  const images = new ResidentImages(new Uint8Array(48).fill(200), about);
  const shown = async (border: 'black' | 'mean') => {
    const batch = images.batch(step, 1, 4, { border, randAugment: false, eraseAndMix: false });
    const read = Array.from(await batch.data());
    batch.dispose();
    return read;
  };
  const black = (await shown('black')).slice(0, 3);
  for (const [c, value] of [-1.5, -1.6, -1].entries()) expect(black[c]).toBeCloseTo(value, 5);
  for (const value of await shown('mean')) expect(value).toBeCloseTo(0, 5);
  images.dispose();
  step.dispose();
});

test('images that are too large for one binding lie in several parts', async () => {
  const count = 7;
  const about = { count, height: 5, width: 3, channels: 1, mean: [0], std: [1] };
  const bytes = Uint8Array.from({ length: count * 15 }, (_, i) => (i * 91) % 256);
  const values = stepValues(Array.from({ length: count }, () => wholePicture(5, 3)));
  const step = new StepInputs(values.length);
  step.write(values);
  const images = new ResidentImages(bytes, about, 50);
  const [fused, expected] = [images.batch(step, count, 4), gatherReference(bytes, about, values, count, 4)];
  expectClose({ shape: fused.shape, data: await fused.data() }, { shape: fused.shape, data: expected }, { atol: 1e-4 });
  fused.dispose();
  images.dispose();
  step.dispose();
});

test('other images in the place of the first: later batches show them, captured ones too, earlier ones do not', async () => {
  const count = 7;
  const about = { count, height: 5, width: 3, channels: 1, mean: [0], std: [1] };
  const bytes = (factor: number) => Uint8Array.from({ length: count * 15 }, (_, i) => (i * factor) % 256);
  const values = stepValues(Array.from({ length: count }, () => wholePicture(5, 3)));
  const step = new StepInputs(values.length);
  step.write(values);
  // In several parts.
  const images = new ResidentImages(bytes(91), about, 50);
  const batch = new Repeated(() => ({ images: tf.tidy(() => images.batch(step, count, 4)) }));
  const earlier = readOutputs(batch.run());
  images.replace(bytes(57));
  const later = readOutputs(batch.run());
  for (const [read, factor] of [
    [await earlier, 91],
    [await later, 57],
  ] as const) {
    const expected = gatherReference(bytes(factor), about, values, count, 4);
    expectClose({ shape: [count, 4, 4, 1], data: read.images }, { shape: [count, 4, 4, 1], data: expected });
  }
  batch.dispose();
  images.dispose();
  step.dispose();
});
