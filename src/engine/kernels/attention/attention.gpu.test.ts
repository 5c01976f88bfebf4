import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu, openGpuWith } from '../../gpu/device';
import { randomValues } from '../../kernels/example';
import { expectClose, expectMatchesReference } from '../../testing/compare';
import { valueAndGradients } from '../../testing/gradients';
import { attention, attentionProbabilities } from '.';
import { attentionProbabilitiesReference, attentionReference } from './reference';

beforeAll(openGpu);

test('value and gradient match the composition on random shapes', async () => {
  const shapes = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    tokens: fc.integer({ min: 1, max: 21 }),
    heads: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 20 }),
    seed: fc.nat(1000),
  });
  await fc.assert(
    fc.asyncProperty(shapes, async ({ batch, tokens, heads, width, seed }) => {
      await expectMatchesReference(
        (qkv) => attention(qkv, heads),
        (qkv) => attentionReference(qkv, heads),
        [randomValues([batch, tokens, 3 * heads * width], seed, 1.5)],
        { rtol: 1e-3 },
      );
    }),
    { numRuns: 10 },
  );
});

test('many tokens and the widest head', async () => {
  await expectMatchesReference(
    (qkv) => attention(qkv, 1),
    (qkv) => attentionReference(qkv, 1),
    [randomValues([1, 199, 3 * 128])],
    { rtol: 1e-3 },
  );
});

test('scores far apart overflow nothing', async () => {
  await expectMatchesReference(
    (qkv) => attention(qkv, 1),
    (qkv) => attentionReference(qkv, 1),
    [randomValues([1, 9, 12], 3, 40)],
    { rtol: 1e-3 },
  );
});

test('probabilities match the composition', async () => {
  for (const [heads, width] of [
    [2, 8],
    [3, 5],
  ] as const) {
    const qkv = randomValues([2, 11, 3 * heads * width], heads);
    // Their gradient is the composition's alone.
    const value = async (op: (qkv: tf.Tensor, heads: number) => tf.Tensor) => {
      const input = tf.tensor(Array.from(qkv.data), qkv.shape);
      const output = op(input, heads);
      const data = await output.data();
      tf.dispose([input, output]);
      return { shape: output.shape, data };
    };
    expectClose(await value(attentionProbabilities), await value(attentionProbabilitiesReference), { rtol: 1e-3 });
  }
});

test('repeats bit for bit', async () => {
  const once = () => valueAndGradients((qkv) => attention(qkv, 2), [randomValues([2, 17, 48])]);
  expect(await once()).toEqual(await once());
});

test('leaves no tensor behind', () => {
  const qkv = tf.ones([2, 5, 24]);
  const before = tf.memory().numTensors;
  tf.dispose(tf.grad((qkv: tf.Tensor) => tf.sum(attention(qkv, 2)))(qkv));
  expect(tf.memory().numTensors).toBe(before);
});

test('threads that pass rows on and threads that read for themselves compute the same bits', async () => {
  const shapes = [
    { tokens: 1, heads: 1, width: 4 },
    { tokens: 18, heads: 2, width: 10 },
    { tokens: 33, heads: 3, width: 16 },
  ];
  const all = () =>
    Promise.all(
      shapes.map(({ tokens, heads, width }) =>
        valueAndGradients((qkv) => attention(qkv, heads), [randomValues([2, tokens, 3 * heads * width], tokens)]),
      ),
    );
  const together = await all();
  const plain = await openGpuWith([], []);
  try {
    expect(await all()).toEqual(together);
  } finally {
    plain.device.destroy();
    await openGpu();
  }
});
