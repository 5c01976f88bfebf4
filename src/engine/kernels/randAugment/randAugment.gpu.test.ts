import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { numberOf, type RandAugmentOp } from '../../../experiment/randAugment';
import { RandAugmenter } from '../../data/randAugment';
import { openGpu } from '../../gpu/device';
import { ROW, rowStart, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { type Normalisation, randAugment } from '.';
import { applyOp, randAugmentReference } from './reference';

interface Recorded {
  size: number;
  pictures: {
    channels: number;
    fill: number[];
    source: string;
    ops: { op: RandAugmentOp; argument: number; result: string }[];
  }[];
}

/** What Pillow makes of two pictures. */
const recorded = JSON.parse(readFileSync('fixtures/randaugment.json', 'utf8')) as Recorded;
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

beforeAll(openGpu);

/** Levels, [B, size, size, channels], after the step's operations. */
async function fused(
  levels: number[],
  shape: [number, number, number, number],
  values: Float32Array<ArrayBuffer>,
  n: Normalisation,
) {
  const channels = shape[3];
  const step = new StepInputs(values.length);
  step.write(values);
  const images = tf.tensor4d(
    levels.map((v, i) => (v / 255 - n.mean[i % channels]!) / n.std[i % channels]!),
    shape,
  );
  const changed = randAugment(images, step, n);
  const read = Array.from(await changed.data(), (v, i) => 255 * (v * n.std[i % channels]! + n.mean[i % channels]!));
  tf.dispose([images, changed]);
  step.dispose();
  return read.map((v) => Math.round(v * 100) / 100);
}

/** All within one level, and at most one of a hundred off at all: 32 and 64 bits cut some fractions off differently. */
function expectLevels(found: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  const off = Array.from(found, (v, i) => Math.abs(v - expected[i]!)).filter((difference) => difference > 0.05);
  expect(found.length, what).toBe(expected.length);
  expect(Math.max(0, ...off), what).toBeLessThanOrEqual(1.05);
  expect(off.length, what).toBeLessThanOrEqual(0.01 * expected.length);
}

describe.each(recorded.pictures)('$channels channels, against Pillow', ({ channels, fill, source, ops }) => {
  const { size } = recorded;
  const levels = bytes(source);

  test('the reference on the CPU, every operation', () => {
    for (const { op, argument, result } of ops)
      expectLevels(
        applyOp({ values: levels, size, channels }, op, argument, fill).values,
        bytes(result),
        `${op} ${argument}`,
      );
  });

  test('the kernels, every operation, one picture of a batch each', async () => {
    const values = new Float32Array(stepLength(ops.length, 0));
    for (const [b, { op, argument }] of ops.entries()) {
      values[rowStart(b) + ROW.op1] = numberOf(op);
      values[rowStart(b) + ROW.argument1] = argument;
    }
    const normalisation = { mean: fill.map((v) => v / 255), std: [0.2, 0.25, 0.3].slice(0, channels) };
    const batch = ops.flatMap(() => Array.from(levels));
    const found = await fused(batch, [ops.length, size, size, channels], values, normalisation);
    for (const [b, { op, argument, result }] of ops.entries())
      expectLevels(found.slice(b * levels.length, (b + 1) * levels.length), bytes(result), `${op} ${argument}`);
  });
});

test('drawn pairs of operations come out as on the CPU; pictures without one are untouched', async () => {
  const shape: [number, number, number, number] = [48, 20, 20, 3];
  const augmenter = new RandAugmenter({ randAugment: 9, seed: 11 });
  const values = new Float32Array(stepLength(48, 0));
  const drawn = Array.from({ length: 48 }, (_, b) => augmenter.draw(5, b));
  for (const [b, ops] of drawn.entries())
    for (const [i, { op, argument }] of ops.entries()) {
      values[rowStart(b) + ROW.op1 + 2 * i] = numberOf(op);
      values[rowStart(b) + ROW.op1 + 2 * i + 1] = argument;
    }
  const n = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3] };
  const source = Array.from(bytes(recorded.pictures[0]!.source));
  const levels = drawn.flatMap(() => source);
  const found = await fused(levels, shape, values, n);
  const normal = Float32Array.from(levels, (v, i) => (v / 255 - n.mean[i % 3]!) / n.std[i % 3]!);
  const expected = randAugmentReference(normal, shape, values, n).map(
    (v, i) => 255 * (v * n.std[i % 3]! + n.mean[i % 3]!),
  );
  // A level that was off by one may be an inverted or stretched one after the second operation.
  const off = found.filter((v, i) => Math.abs(v - expected[i]!) > 0.05).length;
  expect(off).toBeLessThan(0.01 * found.length);
  for (const [b, ops] of drawn.entries())
    if (ops.length === 0) expect(found.slice(b * 1200, (b + 1) * 1200)).toEqual(source);
  expect(drawn.some((ops) => ops.length === 0) && drawn.some((ops) => ops.length === 2)).toBe(true);
});
