import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { learnsFromTeacher } from '../../../experiment/config';
import { openGpu } from '../../gpu/device';
import { randomValues, type Values } from '../../kernels/example';
import { ROW, rowStart, SCALAR, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { expectClose } from '../../testing/compare';
import { distillationLoss, type LossStrategy, TERM } from '.';
import { distillationLossReference } from './reference';

beforeAll(openGpu);

interface Live {
  tau: number;
  lambda: number;
  labelSmoothing: number;
  teacherSmoothing: number;
  partnerShare: number;
}

/** A negative label is one that the student has not. */
function stepValues(labels: number[], live: Live): Float32Array<ArrayBuffer> {
  const values = new Float32Array(stepLength(labels.length, 0));
  for (const key of Object.keys(live) as (keyof Live)[]) values[SCALAR[key]] = live[key];
  for (const [b, label] of labels.entries()) {
    values[rowStart(b) + ROW.label] = Math.max(0, label);
    values[rowStart(b) + ROW.unlabelled] = Number(label < 0);
  }
  return values;
}

/** Terms and gradients of the total by the logits of both heads. */
async function run(cls: Values, dist: Values | null, teacher: Values | null, strategy: LossStrategy, step: StepInputs) {
  const tensors = [cls, ...(dist ? [dist] : [])].map(({ shape, data }) => tf.tensor(Array.from(data), shape));
  const teacherTensor = teacher && tf.tensor(Array.from(teacher.data), teacher.shape);
  let terms: tf.Tensor | undefined;
  const gradients = tf.grads((...heads: tf.Tensor[]) => {
    const inputs = { cls: heads[0]!, dist: heads[1] ?? null, teacher: teacherTensor };
    // On the CPU backend the op is its reference composition.
    const result = distillationLoss(inputs, strategy, step);
    terms = tf.keep(result.clone());
    return tf.reshape(tf.slice(result, TERM.total, 1), []) as tf.Scalar;
  })(tensors);
  const read = async (t: tf.Tensor): Promise<Values> => ({ shape: t.shape, data: Float32Array.from(await t.data()) });
  return { terms: await read(terms!), gradients: await Promise.all(gradients.map(read)) };
}

const lives = fc.record({
  tau: fc.double({ min: 0.5, max: 8, noNaN: true }),
  lambda: fc.double({ min: 0, max: 1, noNaN: true }),
  labelSmoothing: fc.constantFrom(0, 0.1, 0.3),
  teacherSmoothing: fc.constantFrom(0, 0.1),
  partnerShare: fc.constantFrom(0, 0.3, 0.8, 1),
});

interface Case {
  batch: number;
  classes: number;
  hasDist: boolean;
  strategy: LossStrategy;
  live: Live;
  seed: number;
}

/** Terms and gradients of the kernel on WebGPU against those of the composition on the CPU. */
async function expectMatch({ batch, classes, hasDist, strategy, live, seed }: Case): Promise<void> {
  const logits = (s: number) => randomValues([batch, classes], seed + s, 3);
  const teacher = learnsFromTeacher(strategy.distillation) ? logits(3) : null;
  const labels = Array.from({ length: batch }, (_, b) => ((b + seed) % 3 === 2 ? -1 : (b * 7 + seed) % classes));
  const values = stepValues(labels, live);
  const onBackend = async (name: string) => {
    await tf.setBackend(name);
    const step = new StepInputs(values.length);
    step.write(values);
    const result = await run(logits(1), hasDist ? logits(2) : null, teacher, strategy, step);
    step.dispose();
    return result;
  };
  const expected = await onBackend('cpu');
  const fused = await onBackend('webgpu');
  expectClose(fused.terms, expected.terms, { what: 'terms' });
  expected.gradients.forEach((gradient, i) => {
    expectClose(fused.gradients[i]!, gradient, { what: `gradient ${i}` });
  });
}

const strategies: (LossStrategy & { hasDist: boolean })[] = [
  { distillation: 'none', klNormalisation: 'batchmean', hasDist: true },
  { distillation: 'none', klNormalisation: 'batchmean', hasDist: false },
  { distillation: 'soft', klNormalisation: 'batchmean', hasDist: true },
  { distillation: 'soft', klNormalisation: 'numel', hasDist: false },
  { distillation: 'hard', klNormalisation: 'batchmean', hasDist: true },
  { distillation: 'hard', klNormalisation: 'batchmean', hasDist: false },
  { distillation: 'label', klNormalisation: 'batchmean', hasDist: true },
];

// Shapes are compiled into the kernels, so a strategy keeps one shape and varies everything else.
describe.each(strategies)(
  '$distillation, $klNormalisation, distillation token $hasDist',
  ({ hasDist, ...strategy }) => {
    test('terms and gradients match the composition', async () => {
      const [batch, classes] = hasDist ? [5, 7] : [3, 2];
      await fc.assert(
        fc.asyncProperty(lives, fc.nat(1000), (live, seed) =>
          expectMatch({ batch, classes, hasDist, strategy, live, seed }),
        ),
        { numRuns: 6 },
      );
    });
  },
);

test('terms and gradients match the composition on random shapes', async () => {
  const shapes = fc.record({
    batch: fc.integer({ min: 1, max: 70 }),
    classes: fc.integer({ min: 2, max: 101 }),
    kind: fc.constantFrom(...strategies),
    live: lives,
    seed: fc.nat(1000),
  });
  await fc.assert(
    fc.asyncProperty(shapes, ({ kind: { hasDist, ...strategy }, ...rest }) =>
      expectMatch({ ...rest, hasDist, strategy }),
    ),
    { numRuns: 12 },
  );
});

describe('hand values', () => {
  // Two classes, cls logits (0, ln 3): p = (¼, ¾). dist logits (ln 4, 0): (⅘, ⅕). Teacher (0, 0): (½, ½), argmax the first.
  const cls = [0, Math.log(3)];
  const dist = [Math.log(4), 0];
  const teacher = [0, 0];
  const live = { tau: 1, lambda: 0.25, labelSmoothing: 0, teacherSmoothing: 0, partnerShare: 0 };

  function terms(strategy: LossStrategy, given: Partial<Live> = {}, hasDist = true): number[] {
    const step = tf.tensor1d(stepValues([1], { ...live, ...given }));
    const inputs = {
      cls: tf.tensor2d([cls]),
      dist: hasDist ? tf.tensor2d([dist]) : null,
      teacher: tf.tensor2d([teacher]),
    };
    return Array.from(distillationLossReference(inputs, strategy, step).dataSync());
  }

  beforeAll(() => tf.setBackend('cpu'));

  test('hard: label term from the class head, teacher term from the distillation head', () => {
    const [total, label, taught, labelTerm, teacherTerm, ...counts] = terms({
      distillation: 'hard',
      klNormalisation: 'batchmean',
    });
    expect(label).toBeCloseTo(-Math.log(0.75), 5);
    expect(taught).toBeCloseTo(-Math.log(0.8), 5);
    expect(labelTerm).toBeCloseTo(-0.75 * Math.log(0.75), 5);
    expect(teacherTerm).toBeCloseTo(-0.25 * Math.log(0.8), 5);
    expect(total).toBeCloseTo(labelTerm! + teacherTerm!, 6);
    expect(counts).toEqual([1, 0, 0]);
  });

  test('usual distillation: both terms read the class head', () => {
    expect(terms({ distillation: 'hard', klNormalisation: 'batchmean' }, {}, false)[TERM.teacherLoss]).toBeCloseTo(
      -Math.log(0.25),
      5,
    );
  });

  test('soft: KL at temperature τ, τ² in the term, numel divides by the classes too', () => {
    const kl = 0.5 * Math.log(0.5 / (2 / 3)) + 0.5 * Math.log(0.5 / (1 / 3));
    const soft = terms({ distillation: 'soft', klNormalisation: 'batchmean' }, { tau: 2 });
    // At τ = 2 the logits (ln 4, 0) become (ln 2, 0): (⅔, ⅓).
    expect(soft[TERM.teacherLoss]).toBeCloseTo(kl, 5);
    expect(soft[TERM.teacherTerm]).toBeCloseTo(0.25 * 4 * kl, 5);
    const numel = terms({ distillation: 'soft', klNormalisation: 'numel' }, { tau: 2 });
    expect(numel[TERM.teacherLoss]).toBeCloseTo(kl / 2, 5);
  });

  test('label smoothing acts on the label term, teacher smoothing on the teacher’s hard label', () => {
    const smoothed = terms(
      { distillation: 'hard', klNormalisation: 'batchmean' },
      { labelSmoothing: 0.1, teacherSmoothing: 0.2 },
    );
    expect(smoothed[TERM.labelLoss]).toBeCloseTo(-0.95 * Math.log(0.75) - 0.05 * Math.log(0.25), 5);
    expect(smoothed[TERM.teacherLoss]).toBeCloseTo(-0.8 * Math.log(0.8) - 0.2 * Math.log(0.2), 5);
  });

  test('an image without a label adds its teacher term only, to means over the whole batch', () => {
    const rows = (row: number[]) => tf.tensor2d([row, row]);
    const step = tf.tensor1d(stepValues([1, -1], live));
    const inputs = { cls: rows(cls), dist: rows(dist), teacher: rows([1, 0]) };
    const [total, label, taught, ...rest] = Array.from(
      distillationLossReference(inputs, { distillation: 'hard', klNormalisation: 'batchmean' }, step).dataSync(),
    );
    expect(label).toBeCloseTo(-Math.log(0.75) / 2, 5);
    expect(taught).toBeCloseTo(-Math.log(0.8), 5);
    expect(total).toBeCloseTo((-0.75 * Math.log(0.75)) / 2 - 0.25 * Math.log(0.8), 5);
    // The answers of the labelled image alone are counted.
    expect(rest.slice(2)).toEqual([1, 0, 0]);
  });

  test('mixed pictures: the label term is of both labels by their shares, the answer is compared with the greater', () => {
    const rows = (row: number[]) => tf.tensor2d([row, row]);
    const inputs = { cls: rows(cls), dist: rows(dist), teacher: rows(teacher) };
    const strategy: LossStrategy = { distillation: 'hard', klNormalisation: 'batchmean' };
    const mixed = (labels: number[], partnerShare: number) =>
      Array.from(
        distillationLossReference(
          inputs,
          strategy,
          tf.tensor1d(stepValues(labels, { ...live, partnerShare })),
        ).dataSync(),
      );
    // Both pictures have both labels: 0.7 of one, 0.3 of the other; the mean over the two is half of each.
    const both = mixed([1, 0], 0.3);
    expect(both[TERM.labelLoss]).toBeCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, 5);
    expect(both[TERM.teacherLoss]).toBeCloseTo(-Math.log(0.8), 5);
    // Without the second label the first picture keeps 0.7 of its own, and the second has 0.3 of it.
    expect(mixed([1, -1], 0.3)[TERM.labelLoss]).toBeCloseTo(-(0.7 + 0.3) * (Math.log(0.75) / 2), 5);
    // The class head says 1 to both; the greater share's label is 1 for one picture only.
    expect([0.3, 0.7].map((share) => mixed([1, 0], share)[TERM.clsCorrect])).toEqual([1, 1]);
    expect([0.3, 0.7].map((share) => mixed([1, -1], share)[TERM.clsCorrect])).toEqual([1, 1]);
    expect([0.3, 0.7].map((share) => mixed([0, -1], share)[TERM.clsCorrect])).toEqual([0, 0]);
  });

  test('label: both heads learn the label with half the weight each, independent of λ and teacher, with the same smoothing', () => {
    const twice = terms({ distillation: 'label', klNormalisation: 'batchmean' }, { lambda: 0.9 });
    expect(twice[TERM.labelLoss]).toBeCloseTo(-Math.log(0.75), 5);
    expect(twice[TERM.teacherLoss]).toBeCloseTo(-Math.log(0.2), 5);
    expect(twice[TERM.total]).toBeCloseTo(-(Math.log(0.75) + Math.log(0.2)) / 2, 5);
    expect(twice[TERM.labelTerm]! + twice[TERM.teacherTerm]!).toBeCloseTo(twice[TERM.total]!, 6);
    const smoothed = terms({ distillation: 'label', klNormalisation: 'batchmean' }, { labelSmoothing: 0.1 });
    expect(smoothed[TERM.teacherLoss]).toBeCloseTo(-0.95 * Math.log(0.2) - 0.05 * Math.log(0.8), 5);
  });

  test('none: the label alone, independent of λ', () => {
    const alone = terms({ distillation: 'none', klNormalisation: 'batchmean' });
    expect(alone[TERM.total]).toBeCloseTo(-Math.log(0.75), 5);
    expect(alone[TERM.teacherTerm]).toBe(0);
  });
});
