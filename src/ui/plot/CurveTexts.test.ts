import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart } from './CurveTexts';
import { spread } from './spread';

it('does not move numbers that are far enough apart', () => {
  expect(spread([0.2, 0.8, 0.5], 0.1)).toEqual([0.2, 0.8, 0.5]);
});

it('moves only labels of lines that end close to each other', () => {
  const ends = [
    { x: 0.02, y: 0.5 },
    { x: 0.98, y: 0.5 },
    { x: 1, y: 0.5 },
  ];
  const [early, late, other] = apart(ends);
  expect(early).toBe(0.5);
  expect(late! + other!).toBeCloseTo(1);
  expect(other! - late!).toBeGreaterThan(0.05);
});

it('keeps the order and the distance, and stays in range if there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), (places) => {
      const moved = spread(places, 0.1);
      const sorted = [...moved].sort((a, b) => a - b);
      for (const [i, place] of sorted.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(1 + 1e-9);
        if (i > 0) expect(place - sorted[i - 1]!).toBeGreaterThanOrEqual(0.1 - 1e-9);
      }
      for (const [i, a] of places.entries())
        for (const [j, b] of places.entries()) if (a < b) expect(moved[i]!).toBeLessThan(moved[j]!);
    }),
  );
});
