import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionDistance, attentionEntropy, evenDistance } from './spread';

describe('attention distance', () => {
  const [grid, prefixes] = [3, 2];
  const tokens = grid * grid + prefixes;
  const matrixOf = (weight: (query: number, key: number) => number) =>
    Float64Array.from({ length: tokens * tokens }, (_, i) => weight(Math.floor(i / tokens), i % tokens));

  it('is 0 for patches that attend to themselves, for any attention to the prefix tokens', () => {
    expect(
      attentionDistance(
        matrixOf((q, k) => (q === k || k < prefixes ? 0.25 : 0)),
        grid,
        prefixes,
      ),
    ).toBe(0);
  });

  it('is the distance to the one patch that all attend to', () => {
    // From the middle patch: 4 corners at √2, 4 sides at 1, itself.
    const middle = matrixOf((_, k) => (k === prefixes + 4 ? 0.3 : 0));
    expect(attentionDistance(middle, grid, prefixes)).toBeCloseTo((4 * Math.SQRT2 + 4) / 9, 12);
  });

  it('of uniform attention is the mean distance of two patches', () => {
    // Two by two: of 16 ordered pairs 4 at 0, 8 at 1, 4 at √2.
    expect(evenDistance(2)).toBeCloseTo((8 + 4 * Math.SQRT2) / 16, 12);
    expect(
      attentionDistance(
        matrixOf(() => 1 / tokens),
        grid,
        prefixes,
      ),
    ).toBeCloseTo(evenDistance(grid), 12);
  });
});

describe('entropy', () => {
  it('lies between that of one token and that of all tokens equally', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (weights) => {
          const sum = weights.reduce((a, b) => a + b);
          const row = weights.map((weight) => weight / sum);
          const bits = attentionEntropy([...row.map(() => 0), ...row], 1, row.length);
          expect(bits).toBeGreaterThanOrEqual(0);
          expect(bits).toBeLessThanOrEqual(Math.log2(row.length) + 1e-9);
        },
      ),
    );
    expect(attentionEntropy([0.25, 0.25, 0.25, 0.25], 0, 4)).toBe(2);
    expect(attentionEntropy([0, 1, 0, 0], 0, 4)).toBe(0);
  });
});
