import { expect, test } from 'vitest';
import { averageDecay } from './average';

test('the decay rises with the steps up to the requested one', () => {
  expect(averageDecay(0.99996, 1)).toBeCloseTo(2 / 11, 12);
  expect(averageDecay(0.99996, 90)).toBeCloseTo(0.91, 12);
  expect(averageDecay(0.9, 90)).toBe(0.9);
  expect(averageDecay(0.99996, 1_000_000)).toBe(0.99996);
});
