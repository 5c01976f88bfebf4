import { expect, test } from 'vitest';
import type { TestSetResult } from '../../experiment/testSets';
import { answerersOf, resultsTable, shownPoints, tableRows } from './answerers';

function result(kind: TestSetResult['set']['kind'], strength: number, cls: number, dist: number | null): TestSetResult {
  return {
    set: { kind, strength },
    accuracy: { cls, dist, 'both-logits': dist, 'both-softmax': dist && dist + 0.01 },
    averaged: null,
    teacher: 0.9,
    images: 100,
  };
}

const results = [result('plain', 0, 0.8, 0.7), result('noise', 1, 0.6, 0.5), result('noise', 2, 0.4, 0.4)];

test('there is one column per answerer with results; the chosen fusion is “both”', () => {
  expect(answerersOf(results, 'cls', 'distillation head').map(({ key }) => key)).toEqual([
    'cls',
    'dist',
    'both',
    'teacher',
  ]);
  const alone = [result('plain', 0, 0.8, null)].map((plain) => ({ ...plain, teacher: null }));
  expect(answerersOf(alone, 'both-logits', 'distillation head').map(({ key }) => key)).toEqual(['cls']);
  const both = answerersOf(results, 'both-softmax', 'distillation head').find(({ key }) => key === 'both')!;
  expect(both.share(results[0]!)).toBeCloseTo(0.71, 12);
});

test('averaged weights use the inference of the page, or the class head if it is the only one', () => {
  const averaged = { cls: 0.3, dist: null, 'both-logits': null, 'both-softmax': null };
  const alone = [{ ...result('plain', 0, 0.8, null), averaged }];
  const column = answerersOf(alone, 'both-logits', 'distillation head').find(({ key }) => key === 'averaged')!;
  expect(column.share(alone[0]!)).toBe(0.3);
});

test('every kind of test set is a row with its difference from the plain set in points', () => {
  const [plain, noise] = tableRows(results, answerersOf(results, 'cls', 'distillation head'));
  expect(plain!.cells.map(({ points }) => points)).toEqual([null, null, null, null]);
  expect(noise!.kind).toBe('noise');
  expect(noise!.cells[0]!.share).toBeCloseTo(0.5, 12);
  expect(noise!.cells[0]!.points).toBeCloseTo(-30, 10);
  expect(noise!.cells[3]!.points).toBeCloseTo(0, 10);
});

test('the CSV file has every strength', () => {
  const { columns, rows } = resultsTable(results, answerersOf(results, 'cls', 'distillation head'));
  expect(columns).toHaveLength(2 + 2 * 4 + 1);
  expect(rows).toHaveLength(3);
  expect(rows[2]!.slice(0, 4)).toEqual(['noise', 2, 0.4, expect.closeTo(-40, 10)]);
});

test('differences have a sign unless they round to 0', () => {
  expect([9.5, -12.34, 0, -0.04, 0.05].map(shownPoints)).toEqual(['+9.5', '−12.3', '0.0', '0.0', '+0.1']);
});
