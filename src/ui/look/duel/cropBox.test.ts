import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Box } from '../../../worker/protocol';
import { contains, grown, isLargest, middleSquare, moved, oppositeCorner, spanned } from './cropBox';

const size = { width: 100, height: 60 };

describe('the crop', () => {
  it('starts as the largest square in the middle', () => {
    expect(middleSquare(size)).toEqual([20, 0, 60, 60]);
    expect(isLargest(middleSquare(size), size)).toBe(true);
    expect(isLargest([0, 0, 59, 59], size)).toBe(false);
  });

  it('moves only as far as the edge of the picture', () => {
    expect(moved([20, 10, 30, 30], [5, -4], size)).toEqual([25, 6, 30, 30]);
    expect(moved([20, 10, 30, 30], [500, 500], size)).toEqual([70, 30, 30, 30]);
  });

  it('grows and shrinks around its centre', () => {
    expect(grown([20, 10, 30, 30], 10, size)).toEqual([15, 5, 40, 40]);
    expect(grown([20, 10, 30, 30], -10, size)).toEqual([25, 15, 20, 20]);
    expect(grown([20, 10, 30, 30], -500, size)).toEqual([33, 23, 4, 4]);
    expect(grown([0, 0, 30, 30], 500, size)).toEqual([0, 0, 60, 60]);
  });

  it('can be drawn from a corner in every direction, and keeps that corner', () => {
    expect(spanned([10, 10], [40, 25], size)).toEqual([10, 10, 30, 30]);
    expect(spanned([50, 40], [30, 35], size)).toEqual([30, 20, 20, 20]);
    expect(spanned([50, 40], [90, 55], size)).toEqual([50, 40, 20, 20]);
  });

  it('can be grabbed at a corner or inside', () => {
    const box: Box = [20, 10, 30, 30];
    expect(oppositeCorner(box, [21, 39], 3)).toEqual([50, 10]);
    expect(oppositeCorner(box, [35, 25], 3)).toBeNull();
    expect(contains(box, [35, 25])).toBe(true);
    expect(contains(box, [51, 25])).toBe(false);
  });
});

test('after any action it is a square of whole pixels inside the picture', () => {
  const side = fc.integer({ min: 1, max: 500 });
  const place = fc.tuple(
    fc.double({ min: -600, max: 600, noNaN: true }),
    fc.double({ min: -600, max: 600, noNaN: true }),
  );
  fc.assert(
    fc.property(side, side, place, place, fc.integer({ min: -600, max: 600 }), (width, height, from, to, by) => {
      const picture = { width, height };
      const drawn = spanned(from, to, picture);
      for (const [left, top, w, h] of [drawn, moved(drawn, to, picture), grown(drawn, by, picture)]) {
        expect([left, top, w].every(Number.isInteger)).toBe(true);
        expect(w).toBe(h);
        expect(w).toBeGreaterThanOrEqual(Math.min(4, width, height));
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(left + w).toBeLessThanOrEqual(width);
        expect(top + h).toBeLessThanOrEqual(height);
      }
    }),
  );
});
