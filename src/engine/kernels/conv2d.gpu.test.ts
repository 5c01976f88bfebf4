import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { expectMatchesReference, randomValues, type Values } from '../testing/compare';
import { conv2d, conv2dInference, conv2dInferenceReference, conv2dReference } from './conv2d';

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

test('bias, residual and relu are added on the way out', async () => {
  const inputs = [[2, 5, 7, 4], [3, 3, 4, 8], [8], [2, 3, 4, 8]].map((shape, i) => tensor(randomValues(shape, i)));
  const [images, filter, bias, residual] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  for (const epilogue of [{ bias }, { bias, relu: true }, { bias, residual, relu: true }]) {
    const fused = conv2dInference(images, filter, 2, epilogue);
    const plain = conv2dInferenceReference(images, filter, 2, epilogue);
    expect(await tf.max(tf.abs(tf.sub(fused, plain))).data()).toSatisfy(([worst]: Float32Array) => worst! < 1e-5);
  }
});

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
