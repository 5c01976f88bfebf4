import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { randomValues, type Values } from '../../kernels/example';
import { expectMatchesReference, expectReplaysExactly } from '../../testing/compare';
import { conv2d, conv2dInference } from '.';
import { conv2dInferenceReference, conv2dReference } from './reference';

beforeAll(openGpu);

const sizes = {
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  cout: fc.constantFrom(4, 8, 12),
  kernel: fc.constantFrom(1, 2, 3, 5),
  stride: fc.constantFrom(1, 2, 3),
  seed: fc.nat(1000),
};

test('value and both gradients match tf.conv2d for any size, kernel and stride', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...sizes, cin: fc.constantFrom(4, 8) }),
      async ({ batch, height, width, cin, cout, kernel, stride, seed }) => {
        await expectMatchesReference(
          (x, w) => conv2d(x!, w!, stride),
          (x, w) => conv2dReference(x!, w!, stride),
          [randomValues([batch, height, width, cin], seed), randomValues([kernel, kernel, cin, cout], seed + 1)],
        );
      },
    ),
    { numRuns: 8 },
  );
});

test('a first layer of one or three channels has the gradient of its filter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...sizes, cin: fc.constantFrom(1, 3) }),
      async ({ batch, height, width, cin, cout, kernel, stride, seed }) => {
        const images = randomValues([batch, height, width, cin], seed);
        await expectMatchesReference(
          (w) => conv2d(tensor(images), w!, stride, true),
          (w) => conv2dReference(tensor(images), w!, stride),
          [randomValues([kernel, kernel, cin, cout], seed + 1)],
        );
      },
    ),
    { numRuns: 8 },
  );
});

/** Channels in and out of one group; the last is no multiple of four and runs as the composition. */
const groupSizes = fc.constantFrom([4, 4], [4, 8], [8, 4], [12, 8], [2, 4]);

test('grouped: value and both gradients match one tf.conv2d a group', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...sizes, group: groupSizes, groups: fc.constantFrom(2, 3) }),
      async ({ batch, height, width, group, groups, kernel, stride, seed }) => {
        const [groupIn, groupOut] = group as [number, number];
        await expectMatchesReference(
          (x, w) => conv2d(x!, w!, stride),
          (x, w) => conv2dReference(x!, w!, stride),
          [
            randomValues([batch, height, width, groups * groupIn], seed),
            randomValues([kernel, kernel, groupIn, groups * groupOut], seed + 1),
          ],
        );
      },
    ),
    { numRuns: 10 },
  );
});

test('depthwise: value and both gradients match tf.depthwiseConv2d', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ ...sizes, channels: fc.constantFrom(3, 4, 12, 20) }),
      async ({ batch, height, width, channels, kernel, stride, seed }) => {
        await expectMatchesReference(
          (x, w) => conv2d(x!, w!, stride),
          (x, w) => conv2dReference(x!, w!, stride),
          [randomValues([batch, height, width, channels], seed), randomValues([kernel, kernel, 1, channels], seed + 1)],
        );
      },
    ),
    { numRuns: 10 },
  );
});

test('a filter that does not divide into groups is refused', () => {
  const images = tf.ones([1, 4, 4, 12]);
  expect(() => conv2d(images, tf.ones([3, 3, 5, 12]), 1)).toThrow(RangeError);
  expect(() => conv2d(images, tf.ones([3, 3, 4, 8]), 1)).toThrow(RangeError);
});

test.each([
  ['dense', 8, 8],
  ['grouped', 4, 8],
  ['depthwise', 1, 8],
])('%s: bias, residual and activation are added on the way out', async (_, groupIn, channels) => {
  const shapes = [[2, 5, 7, channels], [3, 3, groupIn, channels], [channels], [2, 3, 4, channels]];
  const inputs = shapes.map((shape, i) => tensor(randomValues(shape, i)));
  const [images, filter, bias, residual] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  for (const epilogue of [{ bias }, { bias, activation: 'silu' }, { bias, residual, activation: 'relu' }] as const) {
    const fused = conv2dInference(images, filter, 2, epilogue);
    const plain = conv2dInferenceReference(images, filter, 2, epilogue);
    expect(await tf.max(tf.abs(tf.sub(fused, plain))).data()).toSatisfy(([worst]: Float32Array) => worst! < 1e-5);
  }
});

test.each([8, 4, 1])(
  'captured with %i channels a group, a replay gives what running gives, bit for bit',
  async (groupIn) => {
    const inputs = (seed: number) => [randomValues([3, 7, 6, 8], seed), randomValues([3, 3, groupIn, 8], seed + 1)];
    await expectReplaysExactly((x, w) => conv2d(x!, w!, 2), inputs(1), inputs(5));
  },
);

test('the same numbers give the same gradient, bit for bit', async () => {
  const images = tensor(randomValues([40, 8, 8, 8], 1));
  const filter = tensor(randomValues([3, 3, 8, 8], 2));
  const gradients = () => tf.grads((x, w) => tf.sum(tf.square(conv2d(x!, w!, 1))))([images, filter]);
  const read = async () => Promise.all(gradients().map(async (gradient) => Array.from(await gradient.data())));
  expect(await read()).toEqual(await read());
});

function tensor({ data, shape }: Values): tf.Tensor {
  return tf.tensor(Array.from(data), shape);
}
