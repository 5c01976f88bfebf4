import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learningRateAt } from './schedule';

const config = { minLearningRate: 1e-5, warmupEpochs: 2, epochs: 10 };

test('rises linearly through the warm-up, then falls along a cosine to the final rate', () => {
  expect(learningRateAt(0, 1e-3, 100, config)).toBeCloseTo(1e-3 / 200, 10);
  expect(learningRateAt(99, 1e-3, 100, config)).toBeCloseTo(5e-4, 10);
  expect(learningRateAt(199, 1e-3, 100, config)).toBeCloseTo(1e-3, 10);
  expect(learningRateAt(600, 1e-3, 100, config)).toBeCloseTo((1e-3 + 1e-5) / 2, 10);
  expect(learningRateAt(1000, 1e-3, 100, config)).toBeCloseTo(1e-5, 10);
});

test('stays between the final rate and the peak after the warm-up, and never rises', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 3 }), (stepsPerEpoch, warmupEpochs) => {
      const own = { ...config, warmupEpochs, epochs: 4 };
      let last = Number.POSITIVE_INFINITY;
      for (let step = warmupEpochs * stepsPerEpoch; step <= 4 * stepsPerEpoch; step++) {
        const rate = learningRateAt(step, 1e-3, stepsPerEpoch, own);
        expect(rate).toBeLessThanOrEqual(last);
        expect(rate).toBeGreaterThanOrEqual(1e-5 - 1e-12);
        last = rate;
      }
    }),
  );
});
