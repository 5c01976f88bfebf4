import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { expectMatchesReference, type Op, randomValues } from '../testing/compare';
import { mlp, mlpReference } from './mlp';

beforeAll(openGpu);

function onTensors(op: typeof mlp): Op {
  return (...inputs) => {
    const [x, weight1, bias1, weight2, bias2, residual = null] = inputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor?,
    ];
    return op(x, { weight1, bias1, weight2, bias2 }, residual);
  };
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 70 }),
  dim: fc.integer({ min: 1, max: 13 }),
  hidden: fc.integer({ min: 1, max: 30 }),
  residual: fc.boolean(),
  seed: fc.nat(1000),
});

test('value and gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ rows, dim, hidden, residual, seed }) => {
      const shapes = [[rows, dim], [hidden, dim], [hidden], [dim, hidden], [dim]];
      if (residual) shapes.push([rows, dim]);
      const inputs = shapes.map((shape, i) => randomValues(shape, seed + i, 0.7));
      await expectMatchesReference(onTensors(mlp), onTensors(mlpReference), inputs, { rtol: 1e-3 });
    }),
    { numRuns: 8 },
  );
});

test('leaves no tensor behind', () => {
  const inputs = [[70, 4], [8, 4], [8], [4, 8], [4], [70, 4]].map((shape) => tf.ones(shape));
  const before = tf.memory().numTensors;
  tf.dispose(tf.grads((...all: tf.Tensor[]) => tf.sum(onTensors(mlp)(...all)))(inputs));
  expect(tf.memory().numTensors).toBe(before);
});
