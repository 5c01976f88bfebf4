import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { randomValues } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { layerNorm } from '.';
import { layerNormReference } from './reference';

beforeAll(openGpu);

// Two or fewer columns normalise to constants, whose gradient is rounding noise alone.
test('value and gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 3, max: 41 }),
      fc.nat(),
      async (rows, dim, seed) => {
        await expectMatchesReference(
          (x, g, b) => layerNorm(x, g, b),
          (x, g, b) => layerNormReference(x, g, b),
          [randomValues([rows, dim], seed, 2), randomValues([dim], seed + 1), randomValues([dim], seed + 2)],
          { atol: 5e-5, rtol: 1e-3 },
        );
      },
    ),
    { numRuns: 10 },
  );
});

test('leaves no tensor behind', async () => {
  const x = tf.ones([4, 8]);
  const one = tf.ones([8]);
  const before = tf.memory().numTensors;
  tf.dispose(tf.grads((x: tf.Tensor, g: tf.Tensor, b: tf.Tensor) => tf.sum(layerNorm(x, g, b)))([x, one, one.clone()]));
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 1);
});
