import fc from 'fast-check';
import { expect, test } from 'vitest';
import { microExperiment } from '../testing/microExperiment';
import {
  gainsOf,
  judgedBy,
  meanDeviation,
  plainOf,
  STRATEGIES,
  type StrategyId,
  type TrialPlan,
  type TrialResult,
  trialId,
  trialsOf,
  USUAL_STRATEGIES,
} from './trials';

const plan: TrialPlan = {
  name: 'all',
  base: microExperiment({ lambda: 0.3, tau: 4 }),
  strategies: STRATEGIES.map(({ id }) => id),
  seeds: [1, 2],
  sweep: { field: 'trainImages', values: [100, 200] },
  otherTests: false,
};

test('trials of one seed differ only in the strategy and the swept number, and each has its own name', () => {
  const trials = trialsOf(plan);
  expect(trials).toHaveLength(24);
  expect(new Set(trials.map(trialId)).size).toBe(24);
  for (const { config, seed, value, strategy } of trials) {
    const { distillation, distToken, lambda } = config;
    const back = { ...config, ...pick(plan.base), trainImages: plan.base.trainImages };
    expect(back).toEqual({ ...plan.base, seed });
    expect(config.trainImages).toBe(value);
    expect({ distillation, distToken, lambda }).toEqual({
      distillation: strategy === 'two-class' ? 'label' : strategy.split('-').at(-1),
      distToken: strategy.startsWith('token') || strategy === 'two-class',
      lambda: strategy.endsWith('hard') ? 0.5 : 0.3,
    });
  }
});

test('a swept value matters: a smallest crop implies a resized crop, and the warm-up is not longer than the training', () => {
  const swept = (sweep: TrialPlan['sweep']) => trialsOf({ ...plan, seeds: [1], strategies: ['none'], sweep });
  const crops = swept({ field: 'cropMinArea', values: [0.08, 1] });
  expect(plan.base.crop).toBe('none');
  expect(crops.map(({ config }) => [config.crop, config.cropMinArea])).toEqual([
    ['resized', 0.08],
    ['resized', 1],
  ]);
  const warm = { ...plan, base: { ...plan.base, warmupEpochs: 3 }, seeds: [1], strategies: ['none' as const] };
  const short = trialsOf({ ...warm, sweep: { field: 'epochs', values: [1, 9] } });
  expect(short.map(({ config }) => config.warmupEpochs)).toEqual([1, 3]);
});

test('the labelled images alone are trained for the same number of steps from the same weights, unless all have labels', () => {
  const base = microExperiment({ trainImages: 2000, batchSize: 32, epochs: 40, warmupEpochs: 2, labelNoise: 0.2 });
  const few = { ...plan, base, seeds: [1], sweep: { field: 'labelledImages' as const, values: [20, 100, 2000, 0] } };
  const alone = trialsOf(few).filter(({ strategy }) => strategy === 'labelled-only');
  expect(alone.map(({ value }) => value)).toEqual([20, 100]);
  for (const { value, config } of alone) {
    const labelled = Number(value);
    const stepsPerEpoch = Math.floor(labelled / Math.min(32, labelled));
    expect(Math.abs(config.epochs * stepsPerEpoch - 40 * 62)).toBeLessThan(stepsPerEpoch);
    expect(Math.abs(config.warmupEpochs * stepsPerEpoch - 2 * 62)).toBeLessThan(stepsPerEpoch);
    const { epochs, warmupEpochs } = base;
    const { distillation, distToken } = config;
    expect(config).toEqual({
      ...{ ...base, epochs, warmupEpochs, seed: 1, distillation, distToken },
      ...{ trainImages: value, labelledImages: 0, batchSize: Math.min(32, labelled) },
      ...{ epochs: config.epochs, warmupEpochs: config.warmupEpochs },
    });
    expect({ distillation, distToken }).toEqual({ distillation: 'none', distToken: false });
  }
});

test('gains are measured against the better student without a teacher', () => {
  const results = [1, 2, 3].flatMap((seed) => [
    result('none', seed, 0.5),
    result('labelled-only', seed, 0.6),
    result('token-hard', seed, 0.7),
  ]);
  expect(plainOf(results)).toBe('labelled-only');
  const [none, hard] = gainsOf(results);
  expect(none).toMatchObject({ strategy: 'none', points: { mean: expect.closeTo(-10) } });
  expect(hard).toMatchObject({ strategy: 'token-hard', points: { mean: expect.closeTo(10) } });
  expect(plainOf(results.filter(({ strategy }) => strategy !== 'labelled-only'))).toBe('none');
  expect(plainOf(results.filter(({ strategy }) => strategy === 'token-hard'))).toBeNull();
});

test('the control is judged by both heads, and is trained only on request', () => {
  expect(judgedBy('two-class')).toBe('both-logits');
  expect(USUAL_STRATEGIES).toEqual(['none', 'usual-soft', 'usual-hard', 'token-soft', 'token-hard']);
});

function pick({ distillation, distToken, lambda }: TrialPlan['base']) {
  return { distillation, distToken, lambda };
}

test('the deviation is that of a sample', () => {
  expect(meanDeviation([])).toBeNull();
  expect(meanDeviation([3])).toEqual({ mean: 3, deviation: null, count: 1 });
  expect(meanDeviation([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(5 / 3), count: 4 });
});

function result(strategy: StrategyId, seed: number, share: number): TrialResult {
  const both = strategy.startsWith('token') ? share : null;
  return {
    ...{ strategy, seed, value: null, teacherAccuracy: null, testImages: 10, steps: 1, seconds: 1 },
    averaged: null,
    accuracy: { cls: both === null ? share : 0, dist: both, 'both-logits': both, 'both-softmax': both },
    ...{
      start: { weights: '', order: '' },
      curve: [],
      cosine: [],
      cosineByLayer: [],
      otherTests: [],
      disagreement: [],
    },
  };
}

test('a gain is paired by seed, and beyond noise if its confidence interval does not contain zero', () => {
  const shares = [0.3, 0.5, 0.4];
  const results = shares.flatMap((share, seed) => [
    result('none', seed, share),
    result('token-hard', seed, share + 0.1 + 0.001 * seed),
    result('usual-soft', seed, share + [0.05, -0.05, 0.01][seed]!),
  ]);
  // A seed without its pair does not count.
  results.push(result('token-hard', 9, 0.99));
  const [soft, hard] = gainsOf(results);
  expect(hard).toMatchObject({ strategy: 'token-hard', beyondNoise: true, points: { count: 3 } });
  expect(hard!.points.mean).toBeCloseTo(10.1);
  expect(hard!.points.deviation).toBeCloseTo(0.1);
  expect(soft).toMatchObject({ strategy: 'usual-soft', beyondNoise: false });
  // One seed says nothing about noise, and two seeds say too little.
  for (const last of [0, 1]) {
    const few = gainsOf(results.filter(({ seed }) => seed <= last));
    expect(few.map(({ beyondNoise }) => beyondNoise)).toEqual([false, false]);
  }
});

test('the interval contains the true gain in about 95 of 100 cases with Gaussian noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 9 }), (seeds) => {
      let state = 12345 + seeds;
      const uniform = () => {
        state = (state * 16807) % 2147483647;
        return state / 2147483647;
      };
      const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
      const cases = 3000;
      let wrong = 0;
      for (let n = 0; n < cases; n++) {
        const results = Array.from({ length: seeds }, (_, seed) => [
          result('none', seed, 0.5),
          result('usual-hard', seed, 0.5 + 0.01 * normal()),
        ]).flat();
        if (gainsOf(results)[0]!.beyondNoise) wrong++;
      }
      expect(wrong / cases).toBeGreaterThan(0.03);
      expect(wrong / cases).toBeLessThan(0.07);
    }),
    { numRuns: 4 },
  );
});
