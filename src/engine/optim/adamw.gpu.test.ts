import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { StepInputs } from '../gpu/stepInputs';
import { expectClose, randomValues } from '../testing/compare';
import { SCALAR, SCALARS } from '../train/stepLayout';
import { AdamW } from './adamw';

beforeAll(openGpu);

interface Case {
  shapes: number[][];
  /** Whether the loss depends on each tensor: one without a gradient stays as it is. */
  reached: boolean[];
  weightDecay: number;
  seed: number;
}

const LEARNING_RATE = 0.03;

/** Weights and moments after three steps on the current backend. */
async function train({ shapes, reached, weightDecay, seed }: Case) {
  const trained = shapes.map((shape, i) => ({
    name: `w${i}`,
    variable: tf.variable(tf.tensor(Array.from(randomValues(shape, seed + i).data), shape)),
  }));
  const adamw = new AdamW(trained, { weightDecay });
  const step = new StepInputs(SCALARS);
  for (let t = 1; t <= 3; t++) {
    const values = new Float32Array(SCALARS);
    values[SCALAR.learningRate] = LEARNING_RATE;
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
  const moments = await adamw.state();
  adamw.dispose();
  step.dispose();
  tf.dispose(trained.map(({ variable }) => variable));
  return { weights, moments };
}

const axes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });

test('weights and moments match the composition, for any number of tensors of any size', async () => {
  const cases = fc.array(fc.tuple(axes, fc.boolean()), { minLength: 1, maxLength: 9 }).chain((tensors) =>
    fc.record({
      shapes: fc.constant(tensors.map(([shape]) => shape)),
      reached: fc.constant(tensors.map(([, reached]) => reached)),
      weightDecay: fc.constantFrom(0, 0.05, 1),
      seed: fc.nat(50),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const fused = await train(one);
      await tf.setBackend('cpu');
      const plain = await train(one).finally(() => tf.setBackend('webgpu'));
      const shape: number[] = [];
      expectClose({ shape, data: fused.moments }, { shape, data: plain.moments }, { what: 'moments' });
      for (const [i, expected] of plain.weights.entries()) {
        expectClose({ shape, data: fused.weights[i]! }, { shape, data: expected }, { what: `weights of tensor ${i}` });
      }
    }),
    { numRuns: 8 },
  );
});

test('the first step has the learning rate’s length whatever the gradient; decay takes its share of matrices alone', async () => {
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
