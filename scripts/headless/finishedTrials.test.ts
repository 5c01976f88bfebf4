import { expect, test } from 'vitest';
import { planOf } from '../../src/experiment/trials/plan';
import type { TrialPlan, TrialResult } from '../../src/experiment/trials/trials';
import { trialsFile } from '../../src/experiment/trials/trialsFile';
import { finishedOf } from './finishedTrials';

const fields = { base: { epochs: 4 }, strategies: ['none', 'token-hard'], seeds: [1, 2] };
const plan = planOf(fields, 'plan.json');
const share = { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null };
const result: TrialResult = {
  ...{ strategy: 'none', seed: 2, value: null, accuracy: share, averaged: null, teacherAccuracy: null },
  ...{ testImages: 10, steps: 4, seconds: 1, start: { weights: '01234567', order: '89abcdef' } },
  ...{ curve: [], cosine: [], cosineByLayer: [], otherTests: [] },
  disagreement: Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => null)),
};
const file = (of: TrialPlan) =>
  JSON.stringify(
    trialsFile(of, [result], {
      ...{ dataset: { id: 'shapes', name: 'Shapes', fingerprint: 'shapes-1' }, classes: [], adapter: '', commit: null },
      date: '2026-01-01',
    }),
  );

test('finished trials of the same plan are taken, of one with more rows and seeds too', () => {
  expect(finishedOf(plan, 'shapes-1', file(plan), 'results.json')).toEqual([result]);
  const wider = planOf({ ...fields, seeds: [1, 2, 3], strategies: ['none', 'usual-soft', 'token-hard'] }, 'plan.json');
  expect(finishedOf(wider, 'shapes-1', file(plan), 'results.json')).toEqual([result]);
});

test.each([
  [
    'another experiment',
    planOf({ ...fields, base: { epochs: 5 } }, 'plan.json'),
    'shapes-1',
    /has none-seed2 of another plan/,
  ],
  ['a plan without it', planOf({ ...fields, seeds: [1] }, 'plan.json'), 'shapes-1', /has none-seed2 of another plan/],
  ['other images', plan, 'shapes-2', /has trials of another plan: choose another folder/],
])('those of %s are refused', (_, wanted, fingerprint, sentence) => {
  expect(() => finishedOf(wanted, fingerprint, file(plan), 'results.json')).toThrow(sentence);
});
