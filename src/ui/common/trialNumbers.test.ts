import { expect, test } from 'vitest';
import type { StrategyId, TrialResult } from '../../experiment/trials/trials';
import { averagedPercent, byTestSet, meanCurve, meanDisagreement, percent, shownPercent, signed } from './trialNumbers';

const result = (seed: number, cls: number, half: number): TrialResult => ({
  ...{ strategy: 'none', seed, value: null, teacherAccuracy: null, testImages: 4, steps: 1, seconds: 1 },
  averaged: null,
  accuracy: { cls, dist: null, 'both-logits': null, 'both-softmax': null },
  ...{ start: { weights: '', order: '' }, curve: [], cosine: [], cosineByLayer: [], otherTests: [] },
  disagreement: Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => (i === j ? 0 : i + j > 8 ? null : half)),
  ),
});

test('means and deviations over seeds, or a dash if there is no such head', () => {
  const results = [result(1, 0.4, 0.1), result(2, 0.5, 0.3)];
  expect(shownPercent(percent(results, 'none', 'cls'))).toBe('45.00 ± 7.07');
  expect(shownPercent(percent(results.slice(1), 'none', 'cls'))).toBe('50.00');
  expect(shownPercent(percent(results, 'none', 'dist'))).toBe('–');
  expect(shownPercent(averagedPercent(results, 'none'))).toBe('–');
  const averaged = results.map((given) => ({ ...given, averaged: { ...given.accuracy, cls: 0.6 } }));
  expect(shownPercent(averagedPercent(averaged, 'none'))).toBe('60.00 ± 0.00');
  const matrix = meanDisagreement(results);
  expect(matrix[0]![1]).toBeCloseTo(0.2);
  expect(matrix[5]![4]).toBeNull();
});

test('each test set lists the tested strategies and their gains', () => {
  const tested = (strategy: StrategyId, seed: number, noise: number): TrialResult => {
    const shares = (share: number) => ({ cls: share, dist: null, 'both-logits': null, 'both-softmax': null });
    const otherTests = [
      { kind: 'plain' as const, accuracy: shares(0.9), averaged: null, teacher: 0.95 },
      { kind: 'noise' as const, accuracy: shares(noise), averaged: null, teacher: 0.5 },
    ];
    return { ...result(seed, 0.9, 0), strategy, otherTests };
  };
  const seeds = [1, 2, 3];
  const results = seeds.flatMap((seed) => [
    tested('none', seed, 0.3 + 0.01 * seed),
    tested('usual-soft', seed, 0.4 + 0.011 * seed),
  ]);
  const unasked = { ...result(4, 0.1, 0), strategy: 'usual-hard' as const };
  const [plain, noise] = byTestSet([...results, unasked], ['none', 'usual-soft', 'usual-hard']);
  expect([plain!.kind, noise!.kind]).toEqual(['plain', 'noise']);
  expect(noise!.teacher).toBe(0.5);
  expect(noise!.cells.map(({ share }) => shownPercent(share))).toEqual(['32.00 ± 1.00', '42.20 ± 1.10', '–']);
  expect(noise!.cells[0]!.gain).toBeNull();
  expect(noise!.cells[1]!.gain).toMatchObject({ beyondNoise: true, points: { mean: expect.closeTo(10.2, 6) } });
  expect(plain!.cells[1]!.gain).toMatchObject({ beyondNoise: false, points: { mean: 0 } });
  expect(byTestSet([unasked], ['usual-hard'])).toEqual([]);
  // Gains on every test set are over the same student: the better one on the original test images.
  const alone = seeds.map((seed) => ({
    ...tested('labelled-only', seed, 0.1),
    accuracy: result(seed, 0.95, 0).accuracy,
  }));
  const [, over] = byTestSet([...results, ...alone], ['none', 'usual-soft', 'labelled-only']);
  expect(over!.cells.map(({ gain }) => gain && Math.round(gain.points.mean))).toEqual([22, 32, null]);
});

test('gains have a sign', () => {
  expect([signed(2.04), signed(-2.04), signed(0)]).toEqual(['+2.0', '−2.0', '+0.0']);
});

test('curves are averaged at the steps that all of them have', () => {
  const one = [
    { step: 0, value: 1 },
    { step: 2, value: 3 },
    { step: 3, value: 9 },
  ];
  const other = [
    { step: 2, value: 5 },
    { step: 0, value: 0 },
  ];
  expect(meanCurve([one, other])).toEqual([
    [0, 0.5],
    [2, 4],
  ]);
});
