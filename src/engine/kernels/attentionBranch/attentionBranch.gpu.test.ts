import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { type Op, randomValues, type Values } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { valueAndGradients } from '../../testing/gradients';
import { heads } from '../heads';
import { headsReference } from '../heads/reference';
import { mlpBranch } from '../mlpBranch';
import { mlpBranchReference } from '../mlpBranch/reference';
import { attentionBranch } from '.';
import { attentionBranchReference } from './reference';

beforeAll(openGpu);

/** Factors as stochastic depth draws them, at an odd place of a longer tensor. */
function scaleFor(drawn: boolean, batch: number) {
  return drawn
    ? { values: tf.tensor1d([9, 9, 9, ...Array.from({ length: batch }, (_, b) => (b % 3 === 1 ? 0 : 1.25))]), start: 3 }
    : null;
}

function attentionThrough(op: typeof attentionBranch, headCount: number, drawn: boolean): Op {
  return (x, gamma, beta, qkvWeight, qkvBias, projWeight, projBias) =>
    op(
      x!,
      {
        gamma: gamma!,
        beta: beta!,
        qkvWeight: qkvWeight!,
        qkvBias: qkvBias!,
        projWeight: projWeight!,
        projBias: projBias!,
      },
      headCount,
      scaleFor(drawn, x!.shape[0]!),
    );
}

function mlpThrough(op: typeof mlpBranch, drawn: boolean): Op {
  return (x, gamma, beta, weight1, bias1, weight2, bias2) =>
    op(
      x!,
      { gamma: gamma!, beta: beta!, weight1: weight1!, bias1: bias1!, weight2: weight2!, bias2: bias2! },
      scaleFor(drawn, x!.shape[0]!),
    );
}

function headsThrough(op: typeof heads, count: number): Op {
  return (x, gamma, beta, ...rest) => {
    const logits = op(x!, {
      gamma: gamma!,
      beta: beta!,
      heads: Array.from({ length: count }, (_, h) => ({ weight: rest[2 * h]!, bias: rest[2 * h + 1]! })),
    });
    return tf.concat(
      logits.map((one, h) => tf.mul(one, h + 1)),
      1,
    );
  };
}

/** gamma near one, as trained norms have it. */
function gammaValues(dim: number, seed: number): Values {
  const { shape, data } = randomValues([dim], seed, 0.3);
  return { shape, data: Float32Array.from(data, (value) => 1 + value) };
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  tokens: fc.integer({ min: 2, max: 19 }),
  headCount: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: 3, max: 9 }),
  hidden: fc.integer({ min: 1, max: 30 }),
  drawn: fc.boolean(),
  seed: fc.nat(1000),
});

function attentionInputs(batch: number, tokens: number, dim: number, seed: number): Values[] {
  return [
    randomValues([batch, tokens, dim], seed, 2),
    gammaValues(dim, seed + 1),
    randomValues([dim], seed + 2),
    randomValues([3 * dim, dim], seed + 3, 0.4),
    randomValues([3 * dim], seed + 4),
    randomValues([dim, dim], seed + 5, 0.4),
    randomValues([dim], seed + 6),
  ];
}

function mlpInputs(batch: number, tokens: number, dim: number, hidden: number, seed: number): Values[] {
  return [
    randomValues([batch, tokens, dim], seed, 2),
    gammaValues(dim, seed + 1),
    randomValues([dim], seed + 2),
    randomValues([hidden, dim], seed + 3, 0.5),
    randomValues([hidden], seed + 4),
    randomValues([dim, hidden], seed + 5, 0.5),
    randomValues([dim], seed + 6),
  ];
}

test('the attention branch and its gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ batch, tokens, headCount, width, drawn, seed }) => {
      await expectMatchesReference(
        attentionThrough(attentionBranch, headCount, drawn),
        attentionThrough(attentionBranchReference, headCount, drawn),
        attentionInputs(batch, tokens, headCount * width, seed),
        { atol: 5e-5, rtol: 1e-3 },
      );
    }),
    { numRuns: 5 },
  );
});

test('the MLP branch and its gradients match the composition on random shapes', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ batch, tokens, headCount, width, hidden, drawn, seed }) => {
      await expectMatchesReference(
        mlpThrough(mlpBranch, drawn),
        mlpThrough(mlpBranchReference, drawn),
        mlpInputs(batch, tokens, headCount * width, hidden, seed),
        { atol: 5e-5, rtol: 1e-3 },
      );
    }),
    { numRuns: 5 },
  );
});

test('heads read only their own token, with and without a distillation token', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.integer({ min: 1, max: 2 }),
      async ({ batch, tokens, headCount, width, hidden, seed }, count) => {
        const dim = headCount * width;
        const inputs = [
          randomValues([batch, tokens, dim], seed, 2),
          gammaValues(dim, seed + 1),
          randomValues([dim], seed + 2),
          ...Array.from({ length: count }, (_, h) => [
            randomValues([hidden, dim], seed + 3 + h),
            randomValues([hidden], seed + 9 + h),
          ]).flat(),
        ];
        await expectMatchesReference(headsThrough(heads, count), headsThrough(headsReference, count), inputs, {
          atol: 5e-5,
          rtol: 1e-3,
        });
      },
    ),
    { numRuns: 5 },
  );
});

test('branches repeat bit for bit', async () => {
  const attention = attentionInputs(3, 17, 8, 1);
  const mlp = mlpInputs(3, 17, 8, 16, 1);
  const once = async () => [
    await valueAndGradients(attentionThrough(attentionBranch, 2, true), attention),
    await valueAndGradients(mlpThrough(mlpBranch, true), mlp),
  ];
  expect(await once()).toEqual(await once());
});

test('branches and heads leave no tensor behind', () => {
  const ones = (inputs: Values[]) => inputs.map(({ shape }) => tf.ones(shape));
  const all: [Op, tf.Tensor[]][] = [
    [attentionThrough(attentionBranch, 2, false), ones(attentionInputs(2, 5, 8, 1))],
    [mlpThrough(mlpBranch, false), ones(mlpInputs(2, 5, 8, 16, 1))],
    [headsThrough(heads, 2), ones([[2, 5, 8], [8], [8], [3, 8], [3], [3, 8], [3]].map((shape) => randomValues(shape)))],
  ];
  const before = tf.memory().numTensors;
  for (const [op, inputs] of all) tf.dispose(tf.grads((...given: tf.Tensor[]) => tf.sum(op(...given)))(inputs));
  expect(tf.memory().numTensors).toBe(before);
});
