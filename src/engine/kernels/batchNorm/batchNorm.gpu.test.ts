import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { readTensors } from '../../gpu/readback';
import { randomValues, type Values } from '../../kernels/example';
import { expectClose, expectMatchesReference } from '../../testing/compare';
import { conv2dInference } from '../conv2d';
import { conv2dReference } from '../conv2d/reference';
import type { Activation } from '../wgsl/activation';
import { batchNormTrain, foldBatchNorm, type RunningStatistics } from '.';
import { batchNormTrainReference } from './reference';

beforeAll(openGpu);

/** Running statistics on the current backend. */
function freshRunning(channels: number): RunningStatistics {
  return tf.tidy(() => ({
    mean: tf.variable(tf.zeros([channels]), false),
    variance: tf.variable(tf.ones([channels]), false),
  }));
}

test('value and gradients match the composition, with and without activation and residual', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shape: fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        channels: fc.constantFrom(4, 12),
        activation: fc.constantFrom<(Activation | undefined)[]>(undefined, 'relu', 'silu'),
        withResidual: fc.boolean(),
        seed: fc.nat(1000),
      }),
      async ({ shape, channels, activation, withResidual, seed }) => {
        const x = randomValues([...shape, channels], seed, 3);
        const op =
          (norm: typeof batchNormTrain) => (x?: tf.Tensor, g?: tf.Tensor, b?: tf.Tensor, residual?: tf.Tensor) => {
            const running = freshRunning(channels);
            return norm(x!, g!, b!, running, {
              ...(activation ? { activation } : {}),
              ...(residual ? { residual } : {}),
            });
          };
        await expectMatchesReference(
          op(batchNormTrain),
          op(batchNormTrainReference),
          [
            x,
            randomValues([channels], seed + 1),
            randomValues([channels], seed + 2),
            ...(withResidual ? [randomValues(x.shape, seed + 3)] : []),
          ],
          { rtol: 1e-3 },
        );
      },
    ),
    { numRuns: 12 },
  );
});

test('running statistics move as in the composition, far from zero too', async () => {
  const values = randomValues([3, 5, 7, 8], 5);
  const x = tf.add(tensor(values), 100);
  const [fused, plain] = [freshRunning(8), freshRunning(8)];
  for (let step = 0; step < 3; step++) {
    batchNormTrain(x, tf.ones([8]), tf.zeros([8]), fused);
    batchNormTrainReference(x, tf.ones([8]), tf.zeros([8]), plain);
  }
  const [mean, variance, plainMean, plainVariance] = await readTensors([
    fused.mean,
    fused.variance,
    plain.mean,
    plain.variance,
  ]);
  expectClose({ shape: [8], data: mean! }, { shape: [8], data: plainMean! });
  expectClose({ shape: [8], data: variance! }, { shape: [8], data: plainVariance! }, { rtol: 1e-3 });
  expect(mean![0]).toBeCloseTo(100 * (1 - 0.9 ** 3), 0);
});

test('a convolution with the norm folded in gives what both give one after the other', async () => {
  const [images, filter, gamma, beta, mean] = [[2, 6, 5, 4], [3, 3, 4, 8], [8], [8], [8]].map((shape, i) =>
    tensor(randomValues(shape, i + 1)),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const variance = tf.add(tf.square(mean), 0.5);
  const folded = foldBatchNorm(filter, gamma, beta, { mean, variance });
  const fused = conv2dInference(images, folded.filter, 1, { bias: folded.bias });
  const plain = tf.batchNorm(
    conv2dReference(images, filter, 1) as tf.Tensor4D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    beta as tf.Tensor1D,
    gamma as tf.Tensor1D,
    1e-5,
  );
  const [a, b] = await readTensors([fused, plain]);
  expectClose({ shape: [a!.length], data: a! }, { shape: [b!.length], data: b! });
});

function tensor({ data, shape }: Values): tf.Tensor {
  return tf.tensor(Array.from(data), shape);
}
