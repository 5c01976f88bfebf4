import { expect, test } from 'vitest';
import { microExperiment } from '../testing/microExperiment';
import { STRATEGIES, type TrialPlan, type TrialResult, trialId, trialsOf } from './trials';
import { asTwin, twinOf } from './twins';

function planOver(sweep: TrialPlan['sweep']): TrialPlan {
  const base = microExperiment({ trainImages: 100, labelledImages: 50, batchSize: 10 });
  return { name: 'p', base, strategies: STRATEGIES.map(({ id }) => id), seeds: [1, 2], sweep, otherTests: false };
}

/** Strategies that are trained once for all values. */
function trainedOnce(sweep: TrialPlan['sweep']): string[] {
  const plan = planOver(sweep);
  const second = trialsOf(plan).filter(({ seed, value }) => seed === 2 && value === sweep!.values[1]);
  return second.flatMap((trial) => {
    const twin = twinOf(trial, plan);
    if (twin) expect(twin).toMatchObject({ strategy: trial.strategy, seed: 2, value: sweep!.values[0] });
    return twin ? [trial.strategy] : [];
  });
}

test('a student is trained again only if the swept field affects it', () => {
  const without = ['none', 'labelled-only'];
  expect(trainedOnce({ field: 'teacherFamily', values: ['resnet', 'regnety'] })).toEqual([...without, 'two-class']);
  expect(trainedOnce({ field: 'tau', values: [1, 3] })).toEqual([...without, 'usual-hard', 'token-hard', 'two-class']);
  // Hard rows always have the paper's λ of ½, and the control gives each of its two terms ½.
  const unweighted = [...without, 'usual-hard', 'token-hard', 'two-class'];
  expect(trainedOnce({ field: 'lambda', values: [0.1, 0.9] })).toEqual(unweighted);
  expect(trainedOnce({ field: 'labelNoise', values: [0.1, 0.2] })).toEqual([]);
  expect(trainedOnce({ field: 'epochs', values: [1, 2] })).toEqual([]);
});

test('the first of its kind has no twin before it', () => {
  const plan = planOver({ field: 'tau', values: [1, 3] });
  for (const trial of trialsOf(plan).filter(({ value }) => value === 1)) expect(twinOf(trial, plan)).toBeNull();
  const single = planOver(null);
  for (const trial of trialsOf(single)) expect(twinOf(trial, single)).toBeNull();
});

test('its result is the twin’s, without what another teacher said', () => {
  const result: TrialResult = {
    ...{ strategy: 'none', seed: 1, value: 'resnet', teacherAccuracy: 0.9, testImages: 10, steps: 1, seconds: 1 },
    ...{ averaged: null, accuracy: { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null } },
    ...{ start: { weights: '', order: '' }, curve: [], cosine: [], cosineByLayer: [], otherTests: [] },
    disagreement: Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => 0.5)),
  };
  const plan = planOver({ field: 'teacherFamily', values: ['resnet', 'regnety'] });
  const other = trialsOf(plan).find((trial) => trialId(trial) === 'none-seed1-regnety')!;
  const twin = asTwin(other, plan, result);
  expect(twin).toMatchObject({ value: 'regnety', accuracy: result.accuracy, teacherAccuracy: null });
  expect(twin.disagreement.map((row) => row[1])).toEqual(Array(6).fill(null));
  expect(twin.disagreement[1]).toEqual(Array(6).fill(null));
  expect(twin.disagreement[0]![2]).toBe(0.5);
  const overTau = planOver({ field: 'tau', values: [1, 3] });
  const same = trialsOf(overTau).find((trial) => trialId(trial) === 'none-seed1-3')!;
  expect(asTwin(same, overTau, { ...result, value: 1 })).toEqual({ ...result, value: 3 });
});
