import { expect, test } from 'vitest';
import { byKind, type TestSetResult } from './testSets';

const result = (kind: TestSetResult['set']['kind'], strength: number, share: number, dist: number | null = null) =>
  ({
    set: { kind, strength },
    accuracy: { cls: share, dist, 'both-logits': dist, 'both-softmax': dist },
    averaged: { cls: share / 2, dist: null, 'both-logits': null, 'both-softmax': null },
    teacher: share === 0.2 ? null : 0.9,
    images: 10,
  }) satisfies TestSetResult;

test('a corruption has the mean of its strengths; a value that is missing once is missing in the mean', () => {
  const rows = byKind([result('plain', 0, 0.8, 0.6), result('noise', 1, 0.5, 0.3), result('noise', 2, 0.2, 0.5)]);
  expect(rows.map(({ kind }) => kind)).toEqual(['plain', 'noise']);
  expect(rows[0]!.accuracy).toEqual({ cls: 0.8, dist: 0.6, 'both-logits': 0.6, 'both-softmax': 0.6 });
  expect(rows[1]!.accuracy.cls).toBeCloseTo(0.35, 12);
  expect(rows[1]!.accuracy.dist).toBeCloseTo(0.4, 12);
  expect(rows[1]!.averaged!.cls).toBeCloseTo(0.175, 12);
  expect(rows[1]!.averaged!.dist).toBeNull();
  expect(rows[0]!.teacher).toBe(0.9);
  expect(rows[1]!.teacher).toBeNull();
});
