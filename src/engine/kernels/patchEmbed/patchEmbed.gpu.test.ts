import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { type Op, randomValues, type Values } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { valueAndGradients } from '../../testing/gradients';
import { patchEmbed } from '.';
import { patchEmbedReference } from './reference';

beforeAll(openGpu);

interface Sizes {
  batch: number;
  grid: number;
  patch: number;
  channels: number;
  dim: number;
  dist: boolean;
}

function parameters({ grid, patch, channels, dim, dist }: Sizes, seed = 1): Values[] {
  const shapes = [[dim, channels, patch, patch], [dim], [1, 1, dim], [1, grid * grid + (dist ? 2 : 1), dim]];
  if (dist) shapes.push([1, 1, dim]);
  return shapes.map((shape, i) => randomValues(shape, seed + i, 0.5));
}

/** The op with its parameters as the only arguments, since the images get no gradient. */
function embedding(op: typeof patchEmbed, { batch, grid, patch, channels }: Sizes): Op {
  const { data, shape } = randomValues([batch, grid * patch, grid * patch, channels], 9);
  return (...inputs) => {
    const [weight, bias, clsToken, posEmbed] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const images = tf.tensor(Array.from(data), shape);
    return op(images, { weight, bias, clsToken, posEmbed, distToken: inputs[4] ?? null });
  };
}

const anySizes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  grid: fc.integer({ min: 1, max: 4 }),
  patch: fc.integer({ min: 1, max: 7 }),
  channels: fc.constantFrom(1, 3),
  dim: fc.integer({ min: 1, max: 20 }),
  dist: fc.boolean(),
});

async function expectSame(sizes: Sizes, seed?: number): Promise<void> {
  const [fused, reference] = [embedding(patchEmbed, sizes), embedding(patchEmbedReference, sizes)];
  await expectMatchesReference(fused, reference, parameters(sizes, seed), { rtol: 1e-3 });
}

test('value and gradients of all parameters match the composition on random shapes', async () => {
  await fc.assert(fc.asyncProperty(anySizes, fc.nat(1000), expectSame), { numRuns: 8 });
});

test('a batch large enough for split sums', async () => {
  await expectSame({ batch: 9, grid: 7, patch: 4, channels: 1, dim: 32, dist: true });
});

test('repeats bit for bit', async () => {
  const sizes = { batch: 9, grid: 4, patch: 2, channels: 3, dim: 8, dist: true };
  const once = () => valueAndGradients(embedding(patchEmbed, sizes), parameters(sizes));
  expect(await once()).toEqual(await once());
});

test('leaves no tensor behind, and the images alone', () => {
  const sizes = { batch: 2, grid: 2, patch: 2, channels: 3, dim: 8, dist: true };
  const inputs = parameters(sizes).map(({ shape }) => tf.ones(shape));
  const images = tf.ones([2, 4, 4, 3]);
  const before = tf.memory().numTensors;
  tf.dispose(
    tf.grads((weight: tf.Tensor, bias: tf.Tensor, clsToken: tf.Tensor, posEmbed: tf.Tensor, distToken: tf.Tensor) =>
      tf.sum(patchEmbed(images, { weight, bias, clsToken, posEmbed, distToken })),
    )(inputs),
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(images.isDisposed).toBe(false);
});
