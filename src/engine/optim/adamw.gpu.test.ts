import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { randomValues } from '../kernels/example';
import { SCALAR, SCALARS } from '../step/layout';
import { StepInputs } from '../step/stepInputs';
import { expectClose } from '../testing/compare';
import { AdamW } from './adamw';

beforeAll(openGpu);

interface Case {
  shapes: number[][];
  /** Whether the loss depends on each tensor: one without a gradient stays as it is. */
  reached: boolean[];
  weightDecay: number;
  averaged: boolean;
  seed: number;
}

const LEARNING_RATE = 0.03;
const AVERAGE_SHARE = 0.3;

/** Weights and state after three steps on the current backend. */
async function train({ shapes, reached, weightDecay, averaged, seed }: Case) {
  const trained = shapes.map((shape, i) => ({
    name: `w${i}`,
    variable: tf.variable(tf.tensor(Array.from(randomValues(shape, seed + i).data), shape)),
  }));
  const adamw = new AdamW(trained, { weightDecay, averaged });
  const step = new StepInputs(SCALARS);
  for (let t = 1; t <= 3; t++) {
    const values = new Float32Array(SCALARS);
    values[SCALAR.learningRate] = LEARNING_RATE;
    values[SCALAR.averageShare] = AVERAGE_SHARE;
    [values[SCALAR.biasCorrection1], values[SCALAR.biasCorrection2]] = adamw.biasCorrections(t) as [number, number];
    step.write(values);
    tf.tidy(() => {
      const gradients = trained.flatMap(({ name, variable: { shape } }, i) =>
        reached[i] ? [[name, tf.tensor(Array.from(randomValues(shape, seed + 100 * t + i).data), shape)] as const] : [],
      );
      adamw.update(new Map(gradients), step);
    });
  }
  const weights = await readTensors(trained.map(({ variable }) => variable));
  const state = await adamw.state();
  adamw.dispose();
  step.dispose();
  tf.dispose(trained.map(({ variable }) => variable));
  return { weights, state };
}

const axes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });

test('weights, moments and average match the composition, for any number of tensors of any size', async () => {
  const cases = fc.array(fc.tuple(axes, fc.boolean()), { minLength: 1, maxLength: 9 }).chain((tensors) =>
    fc.record({
      shapes: fc.constant(tensors.map(([shape]) => shape)),
      reached: fc.constant(tensors.map(([, reached]) => reached)),
      weightDecay: fc.constantFrom(0, 0.05, 1),
      averaged: fc.boolean(),
      seed: fc.nat(50),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const fused = await train(one);
      await tf.setBackend('cpu');
      const plain = await train(one).finally(() => tf.setBackend('webgpu'));
      const shape: number[] = [];
      expect(fused.state.length).toBe(plain.state.length);
      expectClose({ shape, data: fused.state }, { shape, data: plain.state }, { what: 'state' });
      for (const [i, expected] of plain.weights.entries()) {
        expectClose({ shape, data: fused.weights[i]! }, { shape, data: expected }, { what: `weights of tensor ${i}` });
      }
    }),
    { numRuns: 8 },
  );
});

test('the first step has the length of the learning rate for every gradient; decay applies to matrices only', async () => {
  const adamwOnce = async (shape: number[]) => {
    const variable = tf.variable(tf.ones(shape));
    const adamw = new AdamW([{ name: 'w', variable }], { weightDecay: 0.5 });
    const step = new StepInputs(SCALARS);
    const values = new Float32Array(SCALARS);
    values[SCALAR.learningRate] = LEARNING_RATE;
    [values[SCALAR.biasCorrection1], values[SCALAR.biasCorrection2]] = adamw.biasCorrections(1) as [number, number];
    step.write(values);
    tf.tidy(() => adamw.update(new Map([['w', tf.fill(shape, -123)]]), step));
    const [weights] = await readTensors([variable]);
    adamw.dispose();
    step.dispose();
    variable.dispose();
    return weights![0]!;
  };
  expect(await adamwOnce([5])).toBeCloseTo(1 + LEARNING_RATE, 6);
  expect(await adamwOnce([5, 1])).toBeCloseTo(1 - 0.5 * LEARNING_RATE + LEARNING_RATE, 6);
});

test('the average follows the weights by its share, and keeping it changes no weight', async () => {
  const one = { shapes: [[3, 5], [7]], reached: [true, false], weightDecay: 0.05, seed: 4 };
  const plain = await train({ ...one, averaged: false });
  const kept = await train({ ...one, averaged: true });
  expect(kept.weights).toEqual(plain.weights);
  const size = 22;
  expect(kept.state.subarray(0, 2 * size)).toEqual(plain.state);
  // What has no gradient stays, and so does its average.
  expect(kept.state.subarray(2 * size + 15)).toEqual(plain.weights[1]);

  const variable = tf.variable(tf.tensor1d([1, -2]));
  const adamw = new AdamW([{ name: 'w', variable }], { averaged: true });
  const step = new StepInputs(SCALARS);
  const expected = [1, -2];
  for (let t = 1; t <= 4; t++) {
    const values = new Float32Array(SCALARS);
    values[SCALAR.learningRate] = LEARNING_RATE;
    values[SCALAR.averageShare] = AVERAGE_SHARE;
    [values[SCALAR.biasCorrection1], values[SCALAR.biasCorrection2]] = adamw.biasCorrections(t) as [number, number];
    step.write(values);
    tf.tidy(() => adamw.update(new Map([['w', tf.tensor1d([t, -1])]]), step));
    const [weights] = await readTensors([variable]);
    for (const i of expected.keys()) expected[i]! += AVERAGE_SHARE * (weights![i]! - expected[i]!);
  }
  const averages = tf.tidy(() => tf.keep(adamw.averages()!.get('w')!));
  const [read] = await readTensors([averages]);
  expect(read![0]).toBeCloseTo(expected[0]!, 6);
  expect(read![1]).toBeCloseTo(expected[1]!, 6);

  adamw.reset();
  expect((await adamw.state()).subarray(4)).toEqual((await readTensors([variable]))[0]);
  expect((await adamw.state()).subarray(0, 4)).toEqual(new Float32Array(4));
  adamw.dispose();
  step.dispose();
  tf.dispose([variable, averages]);
});
