import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundToSum } from './roundToSum';

it('gives the missing digit to the part that lost most', () => {
  expect(roundToSum(0.37, [0.126, 0.244], 2)).toEqual({ total: '0.37', parts: ['0.13', '0.24'], exact: true });
  expect(roundToSum(1, [0.333, 0.334, 0.333], 2).parts).toEqual(['0.33', '0.34', '0.33']);
});

it('says so where the parts are not those of the total', () => {
  expect(roundToSum(1, [0.5, 0.2], 2)).toEqual({ total: '1.00', parts: ['0.50', '0.20'], exact: false });
  expect(roundToSum(Number.NaN, [1, 2], 2).exact).toBe(false);
});

it('adds up in the digits shown, each within one unit of its number, in float32 sums', () => {
  const loss = fc.float({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(loss, loss, (a, b) => {
      const shown = roundToSum(Math.fround(a + b), [a, b], 4);
      expect(shown.exact).toBe(true);
      const digits = (text: string) => Math.round(Number(text) * 1e4);
      expect(digits(shown.parts[0]!) + digits(shown.parts[1]!)).toBe(digits(shown.total));
      for (const [i, part] of [a, b].entries()) expect(Math.abs(Number(shown.parts[i]) - part)).toBeLessThan(1.001e-4);
    }),
  );
});
