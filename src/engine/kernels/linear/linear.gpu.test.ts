import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { randomValues } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { valueAndGradients } from '../../testing/gradients';
import { type LinearOptions, linear } from '.';
import { linearReference } from './reference';

beforeAll(openGpu);

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 80 }),
  n: fc.integer({ min: 1, max: 21 }),
  k: fc.integer({ min: 1, max: 49 }),
  gelu: fc.boolean(),
  bias: fc.boolean(),
  residual: fc.boolean(),
  seed: fc.nat(1000),
});

test('value and gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async ({ rows, n, k, gelu, bias, residual, seed }) => {
      const inputs = [randomValues([rows, k], seed), randomValues([n, k], seed + 1, 0.3)];
      if (bias) inputs.push(randomValues([n], seed + 2));
      if (residual) inputs.push(randomValues([rows, n], seed + 3));
      const through =
        (op: typeof linear) =>
        (x: tf.Tensor, weight: tf.Tensor, ...rest: tf.Tensor[]) => {
          const options: LinearOptions = {};
          if (gelu) options.activation = 'gelu';
          if (residual) options.residual = rest.at(-1)!;
          return op(x, weight, bias ? rest[0]! : null, options);
        };
      await expectMatchesReference(through(linear), through(linearReference), inputs, { rtol: 1e-3 });
    }),
    { numRuns: 12 },
  );
});

test('large enough for big tiles and split sums, with three axes', async () => {
  await expectMatchesReference(
    (x, w, b) => linear(x, w, b, { activation: 'gelu' }),
    (x, w, b) => linearReference(x, w, b, { activation: 'gelu' }),
    [randomValues([13, 50, 36]), randomValues([301, 36], 2, 0.2), randomValues([301], 3)],
    { rtol: 1e-3 },
  );
});

test('repeats bit for bit', async () => {
  const inputs = [randomValues([200, 20]), randomValues([12, 20], 2), randomValues([12], 3)];
  const once = () => valueAndGradients((x, w, b) => linear(x, w, b, { activation: 'gelu' }), inputs);
  expect(await once()).toEqual(await once());
});

test('leaves no tensor behind', () => {
  const inputs = [tf.ones([70, 8]), tf.ones([4, 8]), tf.ones([4]), tf.ones([70, 4])];
  const before = tf.memory().numTensors;
  tf.dispose(
    tf.grads((x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, residual: tf.Tensor) =>
      tf.sum(linear(x, w, b, { activation: 'gelu', residual })),
    )(inputs),
  );
  expect(tf.memory().numTensors).toBe(before);
});
