import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { type Op, randomValues, type Values } from '../../kernels/example';
import { expectMatchesReference, expectReplaysExactly } from '../../testing/compare';
import type { Activation } from '../wgsl/activation';
import { squeezeExcite } from '.';
import { squeezeExciteReference } from './reference';

beforeAll(openGpu);

function onTensors(op: typeof squeezeExcite, activation: Activation): Op {
  return (...inputs) => {
    const [x, weight1, bias1, weight2, bias2] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return op(x, { weight1, bias1, weight2, bias2 }, activation);
  };
}

function inputs([batch, height, width]: number[], channels: number, hidden: number, seed: number): Values[] {
  const shapes = [[batch!, height!, width!, channels], [hidden, channels], [hidden], [channels, hidden], [channels]];
  return shapes.map((shape, i) => randomValues(shape, seed + i, i % 2 === 1 ? 0.5 : 1));
}

const size = fc.integer({ min: 1, max: 7 });

test('value and gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shape: fc.tuple(fc.integer({ min: 1, max: 5 }), size, size),
        channels: fc.integer({ min: 1, max: 21 }),
        hidden: fc.integer({ min: 1, max: 9 }),
        activation: fc.constantFrom<Activation[]>('relu', 'silu'),
        seed: fc.nat(1000),
      }),
      async ({ shape, channels, hidden, activation, seed }) => {
        await expectMatchesReference(
          onTensors(squeezeExcite, activation),
          onTensors(squeezeExciteReference, activation),
          inputs(shape, channels, hidden, seed),
          { rtol: 1e-3 },
        );
      },
    ),
    { numRuns: 10 },
  );
});

test('a gate with zero weights halves every picture', async () => {
  const x = tf.tensor(Array.from(randomValues([2, 3, 3, 4]).data), [2, 3, 3, 4]);
  const weights = {
    weight1: tf.zeros([2, 4]),
    bias1: tf.zeros([2]),
    weight2: tf.zeros([4, 2]),
    bias2: tf.zeros([4]),
  };
  const [y, half] = await Promise.all([squeezeExcite(x, weights, 'relu').data(), tf.mul(x, 0.5).data()]);
  expect(y).toEqual(half);
});

test('captured, a replay gives what running gives, bit for bit', async () => {
  await expectReplaysExactly(onTensors(squeezeExcite, 'silu'), inputs([3, 4, 5], 8, 3, 1), inputs([3, 4, 5], 8, 3, 11));
});

test('leaves no tensor behind', () => {
  const tensors = inputs([2, 3, 3], 8, 2, 1).map(({ shape }) => tf.ones(shape));
  const before = tf.memory().numTensors;
  tf.dispose(tf.grads((...all: tf.Tensor[]) => tf.sum(onTensors(squeezeExcite, 'silu')(...all)))(tensors));
  expect(tf.memory().numTensors).toBe(before);
});
