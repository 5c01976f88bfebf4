import { expect, test } from 'vitest';
import { StochasticDepth } from './stochasticDepth';

const BATCH = 2000;
const depth = new StochasticDepth({ seed: 3, depth: 4, dropPath: 0.3 });
const dropped = (factors: Float32Array) => factors.filter((factor) => factor === 0).length / factors.length;

test('the rate rises from nothing in the first block to all of it in the last, and the mean stays', () => {
  expect(depth.branches).toBe(8);
  for (let branch = 0; branch < 8; branch++) {
    const rate = (0.3 * Math.floor(branch / 2)) / 3;
    const factors = depth.factors(branch, 5, BATCH);
    expect(Math.abs(dropped(factors) - rate)).toBeLessThan(0.04);
    expect(Math.abs(factors.reduce((sum, factor) => sum + factor) / BATCH - 1)).toBeLessThan(0.05);
    expect(new Set(factors)).toEqual(new Set(rate === 0 ? [1] : [0, Math.fround(1 / (1 - rate))]));
  }
});

test('branches, images and steps are drawn by themselves, and alike for the same seed', () => {
  const [first, second] = [depth.factors(6, 5, BATCH), depth.factors(7, 5, BATCH)];
  const both = first.filter((factor, i) => factor === 0 && second[i] === 0).length / BATCH;
  expect(Math.abs(both - 0.09)).toBeLessThan(0.02);
  expect(depth.factors(6, 6, BATCH)).not.toEqual(first);
  expect(new StochasticDepth({ seed: 3, depth: 4, dropPath: 0.3 }).factors(6, 5, BATCH)).toEqual(first);
  expect(new StochasticDepth({ seed: 4, depth: 4, dropPath: 0.3 }).factors(6, 5, BATCH)).not.toEqual(first);
});

test('without it there are no branches; a single block is never left out', () => {
  expect(new StochasticDepth({ seed: 1, depth: 4, dropPath: 0 }).branches).toBe(0);
  expect(dropped(new StochasticDepth({ seed: 1, depth: 1, dropPath: 0.5 }).factors(1, 0, BATCH))).toBe(0);
});
