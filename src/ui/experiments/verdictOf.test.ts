import { expect, test } from 'vitest';
import { validate } from '../../experiment/fields/validate';
import type { StrategyId, TrialPlan, TrialResult } from '../../experiment/trials/trials';
import { answerOf, sentenceOf, startsOf } from './verdictOf';

/** Accuracy by seed, 0…1. */
function results(strategy: StrategyId, ...shares: number[]): TrialResult[] {
  return shares.map((share, seed) => ({
    ...{ strategy, seed, value: null, teacherAccuracy: null, testImages: 4, steps: 1, seconds: 1, averaged: null },
    accuracy: { cls: share, dist: share, 'both-logits': share, 'both-softmax': share },
    ...{ start: { weights: `w${seed}`, order: `o${seed}` }, curve: [], cosine: [], cosineByLayer: [], otherTests: [] },
    disagreement: [],
  }));
}

const plain = results('none', 0.5, 0.51, 0.52);

test('gains beyond seed noise are listed apart from those within it', () => {
  const all = [...plain, ...results('usual-hard', 0.6, 0.611, 0.62), ...results('token-hard', 0.6, 0.4, 0.53)];
  expect(sentenceOf(all)).toBe(
    'Differences from “no distillation” beyond seed noise: usual, hard +10.0 ± 0.1 points. ' +
      'Differences within seed noise: token, hard +0.0 ± 10.5 points.',
  );
  expect(sentenceOf([...all, ...results('labelled-only', 0.7, 0.7, 0.7)])).toMatch(
    /^Differences from “no distillation, labelled images only” beyond seed noise: usual, hard −9\.0/,
  );
  expect(sentenceOf([...plain, ...results('token-hard', 0.6, 0.4, 0.53)])).toBe(
    'No strategy differs from “no distillation” by more than seed noise here.',
  );
});

test('a sweep has one sentence for each value', () => {
  const at = (value: number, shares: number[]) =>
    [...plain, ...results('token-hard', ...shares)].map((result) => ({ ...result, value }));
  const base = validate({}).config;
  const plan: TrialPlan = {
    ...{ name: 'a plan', base, strategies: ['none', 'token-hard'], seeds: [0, 1, 2], otherTests: false },
    sweep: { field: 'labelledImages', values: [20, 2000] },
  };
  const all = [...at(20, [0.6, 0.611, 0.62]), ...at(2000, [0.6, 0.4, 0.53])];
  expect(answerOf({ plan, results: all })).toEqual([
    'labelled images 20: Differences from “no distillation” beyond seed noise: token, hard +10.0 ± 0.1 points.',
    'labelled images 2,000: No strategy differs from “no distillation” by more than seed noise here.',
  ]);
  expect(answerOf({ plan: { ...plan, sweep: null }, results: results('token-hard', 0.6) })).toEqual([
    expect.stringMatching(/^There is nothing to compare with/),
  ]);
});

test('the sentence says if seeds are too few or there is nothing to compare with', () => {
  const two = [...plain.slice(0, 2), ...results('token-hard', 0.6, 0.61)];
  expect(sentenceOf(two)).toMatch(
    /^Two seeds are too few .* differences from “no distillation” so far: token, hard \+10\.0 ± 0\.0 points\.$/,
  );
  expect(sentenceOf(two.filter(({ seed }) => seed === 0))).toMatch(/^One seed cannot tell/);
  expect(sentenceOf(results('token-hard', 0.6))).toMatch(/^There is nothing to compare with/);
  // The control does not distil. It has a sentence of its own.
  expect(sentenceOf([...plain, ...results('two-class', 0.5, 0.5, 0.5)])).toBeNull();
});

test('trials started alike if weights and batches are the same; trials on only the labelled images may have other batches', () => {
  const [one] = results('token-hard', 0.6);
  const like = (start: Partial<TrialResult['start']>, strategy: StrategyId = 'token-hard') =>
    startsOf([...plain.slice(0, 1), { ...one!, strategy, start: { ...one!.start, ...start } }]);
  expect(like({})).toEqual([{ seed: 0, weights: 'w0', order: 'o0', same: true, alone: false }]);
  expect(like({ weights: 'other' })[0]!.same).toBe(false);
  expect(like({ order: 'other' })[0]!.same).toBe(false);
  expect(like({ order: 'other' }, 'labelled-only')[0]!.same).toBe(true);
  expect(like({ weights: 'other' }, 'labelled-only')[0]!.same).toBe(false);
  expect(startsOf(plain).every(({ alone }) => alone)).toBe(true);
});
