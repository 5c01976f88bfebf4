import { expect, test } from 'vitest';
import { StochasticDepth } from './stochasticDepth';

const BATCH = 2000;
const depth = new StochasticDepth({ seed: 3, depth: 4, dropPath: 0.3 });
function factors(drawn: StochasticDepth, branch: number, step: number): Float32Array {
  const values = new Float32Array(BATCH + 2).fill(7);
  drawn.write(values, 1, branch, step, BATCH);
  expect([values[0], values.at(-1)]).toEqual([7, 7]);
  return values.subarray(1, -1);
}

const dropped = (factors: Float32Array) => factors.filter((factor) => factor === 0).length / factors.length;

test('the rate rises from 0 in the first block to dropPath in the last, and the mean factor stays 1', () => {
  expect(depth.branches).toBe(8);
  for (let branch = 0; branch < 8; branch++) {
    const rate = (0.3 * Math.floor(branch / 2)) / 3;
    const drawn = factors(depth, branch, 5);
    expect(Math.abs(dropped(drawn) - rate)).toBeLessThan(0.04);
    expect(Math.abs(drawn.reduce((sum, factor) => sum + factor) / BATCH - 1)).toBeLessThan(0.05);
    expect(new Set(drawn)).toEqual(new Set(rate === 0 ? [1] : [0, Math.fround(1 / (1 - rate))]));
  }
});

test('branches, images and steps are drawn independently, and the same seed repeats them', () => {
  const [first, second] = [factors(depth, 6, 5), factors(depth, 7, 5)];
  const both = first.filter((factor, i) => factor === 0 && second[i] === 0).length / BATCH;
  expect(Math.abs(both - 0.09)).toBeLessThan(0.02);
  expect(factors(depth, 6, 6)).not.toEqual(first);
  expect(factors(new StochasticDepth({ seed: 3, depth: 4, dropPath: 0.3 }), 6, 5)).toEqual(first);
  expect(factors(new StochasticDepth({ seed: 4, depth: 4, dropPath: 0.3 }), 6, 5)).not.toEqual(first);
});

test('without stochastic depth there are no branches; a single block is never dropped', () => {
  expect(new StochasticDepth({ seed: 1, depth: 4, dropPath: 0 }).branches).toBe(0);
  expect(dropped(factors(new StochasticDepth({ seed: 1, depth: 1, dropPath: 0.5 }), 1, 0))).toBe(0);
});
