import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smooth } from './smooth';

it('agrees with values computed by hand', () => {
  // w = ½: means ½·4 = 2, 1+0 = 1, ½+4 = 4.5; divided by ½, ¾, ⅞.
  const smoothed = smooth(Float32Array.of(4, 0, 8), 0.5);
  expect(smoothed[0]).toBeCloseTo(4, 6);
  expect(smoothed[1]).toBeCloseTo(4 / 3, 6);
  expect(smoothed[2]).toBeCloseTo(4.5 / 0.875, 6);
});

it('returns the values themselves at weight 0', () => {
  expect([...smooth(Float32Array.of(3, -1, 2), 0)]).toEqual([3, -1, 2]);
});

it('skips values that are not finite', () => {
  const smoothed = smooth(Float32Array.of(4, Number.NaN, 0), 0.5);
  expect(smoothed[1]).toBeNaN();
  expect(smoothed[2]).toBeCloseTo(4 / 3, 6);
});

it('leaves a constant constant and stays between the extremes', () => {
  const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 0.999, noNaN: true }), (list, weight) => {
      const constant = smooth(new Float32Array(list.length).fill(7), weight);
      for (const value of constant) expect(value).toBeCloseTo(7, 4);
      const [low, high] = [Math.min(...list), Math.max(...list)];
      for (const value of smooth(Float32Array.from(list), weight)) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-3);
        expect(value).toBeLessThanOrEqual(high + 1e-3);
      }
    }),
  );
});
