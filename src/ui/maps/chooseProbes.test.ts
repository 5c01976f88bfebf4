import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextProbes, randomProbes } from './chooseProbes';

it('nextProbes continues and wraps around', () => {
  expect(nextProbes([0, 1, 2], 3, 8)).toEqual([3, 4, 5]);
  expect(nextProbes([5, 6], 3, 8)).toEqual([7, 0, 1]);
  expect(nextProbes([], 16, 3)).toEqual([0, 1, 2]);
});

it('both give different images that exist, as many as there can be', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: 1, max: 50 }), (count, testCount) => {
      for (const chosen of [randomProbes(count, testCount), nextProbes([testCount - 1], count, testCount)]) {
        expect(new Set(chosen).size).toBe(Math.min(count, testCount));
        for (const index of chosen) expect(index >= 0 && index < testCount).toBe(true);
      }
    }),
  );
});
