import fc from 'fast-check';
import { expect, test } from 'vitest';
import { klRows } from './darkKnowledge';
import { divergence } from './pictureLoss';

test('two classes by hand', () => {
  const [first, second] = klRows([Math.log(3), 0], [0, 0], 1, { most: 8, always: null });
  expect(first).toMatchObject({ label: 0, count: 1 });
  expect(first!.adds).toBeCloseTo(0.75 * Math.log(0.75 / 0.5), 12);
  expect(second!.adds).toBeCloseTo(0.25 * Math.log(0.25 / 0.5), 12);
});

test('the label has its own row, the remaining classes share one', () => {
  const rows = klRows([5, 4, 3, 2, 1, 0], [0, 0, 0, 0, 0, 0], 1, { most: 4, always: 5 });
  expect(rows.map(({ label }) => label)).toEqual([0, 1, 5, null]);
  expect(rows.at(-1)!.count).toBe(3);
});

test('the rows sum to the divergence, and the probabilities to one', () => {
  const logits = fc
    .integer({ min: 2, max: 30 })
    .chain((length) =>
      fc.tuple(
        ...[0, 1].map(() =>
          fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: length, maxLength: length }),
        ),
      ),
    );
  const tau = fc.double({ min: 0.5, max: 20, noNaN: true });
  fc.assert(
    fc.property(logits, tau, fc.nat(), fc.integer({ min: 2, max: 12 }), (heads, at, label, most) => {
      const [teacher, student] = heads as [number[], number[]];
      const rows = klRows(teacher, student, at, { most, always: label % teacher.length });
      const sum = (key: 'teacher' | 'student' | 'adds') => rows.reduce((total, row) => total + row[key], 0);
      expect(sum('adds')).toBeCloseTo(divergence(teacher, student, at), 9);
      expect(sum('teacher')).toBeCloseTo(1, 9);
      expect(sum('student')).toBeCloseTo(1, 9);
      expect(rows.reduce((total, { count }) => total + count, 0)).toBe(teacher.length);
      expect(rows.length).toBeLessThanOrEqual(most);
      expect(rows.some((row) => row.label === label % teacher.length)).toBe(true);
    }),
  );
});
