import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microExperiment } from '../testing/micro';
import type { Peaks } from './report';
import { dispatchModel, LIVELY_STEP_MS, largestLively, predict, roofline, stepWork } from './roofline';
import { median, quantile, timingOf } from './statistics';

const mnist = { channels: 1, classes: 10 };
const student = microExperiment({
  imageSize: 28,
  patchSize: 4,
  dim: 64,
  depth: 4,
  heads: 4,
  mlpRatio: 4,
  batchSize: 64,
});
const dispatches = { fixed: 20, perBlock: 10 };

describe('the work of a step', () => {
  test('is 4.4 GFLOP for the student in the docs', () => {
    const { flop, dispatches: count } = stepWork(student, mnist, 64, dispatches);
    expect(flop / 1e9).toBeCloseTo(4.4, 1);
    expect(count).toBe(60);
  });

  test('grows with every dimension, and linearly with the batch except for the weights', () => {
    fc.assert(
      fc.property(fc.constantFrom('dim', 'depth', 'batch' as const), fc.integer({ min: 2, max: 5 }), (what, times) => {
        const larger = what === 'batch' ? student : { ...student, [what]: student[what as 'dim' | 'depth'] * times };
        const batch = what === 'batch' ? 64 * times : 64;
        const [small, large] = [stepWork(student, mnist, 64, dispatches), stepWork(larger, mnist, batch, dispatches)];
        expect(large.flop).toBeGreaterThan(small.flop);
        expect(large.bytes).toBeGreaterThan(small.bytes);
        if (what === 'batch') expect(large.flop / small.flop).toBeCloseTo(times, 9);
      }),
    );
  });
});

describe('the roofline', () => {
  const work = { flop: 4e9, bytes: 2e8, dispatches: 100 };
  test.each<[string, Peaks, number]>([
    ['arithmetic', { gflops: 4, gigabytesPerSecond: 100, dispatchMs: 0.01 }, 1001],
    ['memory', { gflops: 4000, gigabytesPerSecond: 10, dispatchMs: 0.01 }, 21],
    ['dispatches', { gflops: 4000, gigabytesPerSecond: 1000, dispatchMs: 0.1 }, 11],
  ])('is limited by %s', (limitedBy, peaks, ms) => {
    expect(roofline(work, peaks)).toEqual({ ms: expect.closeTo(ms, 9), limitedBy });
  });
});

describe('predictions', () => {
  const context = {
    data: mnist,
    peaks: { gflops: 100, gigabytesPerSecond: 50, dispatchMs: 0.02 },
    dispatches,
    slowdown: 2,
    trainImages: 1000,
    maxBufferBytes: 2 ** 27,
  };

  test('scale the bound by the measured slowdown, and count the steps of an epoch', () => {
    const { rooflineMs, stepMs, epochMs, imagesPerSecond } = predict({ id: 'a', config: student }, context);
    expect(stepMs).toBe(2 * rooflineMs);
    expect(epochMs).toBe(15 * stepMs);
    expect(imagesPerSecond).toBeCloseTo(64_000 / stepMs, 9);
  });

  test('a student that does not fit is not lively at any speed', () => {
    const quick = { ...context, peaks: { gflops: 1e9, gigabytesPerSecond: 1e9, dispatchMs: 0 }, maxBufferBytes: 1000 };
    const { lively, problem, stepMs } = predict({ id: 'a', config: student }, quick);
    expect(stepMs).toBeLessThan(LIVELY_STEP_MS);
    expect(problem).toContain('batch of 64');
    expect(lively).toBe(false);
  });

  test('the largest lively prediction has the most arithmetic of all lively ones', () => {
    const all = [8, 4, 16, 400].map((depth) => predict({ id: `${depth}`, config: { ...student, depth } }, context));
    expect(largestLively(all)?.id).toBe(
      all.filter(({ lively }) => lively).sort((a, b) => b.work.flop - a.work.flop)[0]?.id,
    );
    expect(all.some(({ lively }) => lively) && !all.every(({ lively }) => lively)).toBe(true);
    expect(largestLively([])).toBeNull();
  });

  test('the dispatches are linear in the depth, through two counts', () => {
    expect(dispatchModel({ depth: 1, dispatches: 30 }, { depth: 3, dispatches: 50 })).toEqual({
      fixed: 20,
      perBlock: 10,
    });
  });
});

describe('statistics', () => {
  test('the median is between the quartiles, which are within the samples, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (samples) => {
          const { low, high, median: middle, samples: count } = timingOf(samples);
          expect(Math.min(...samples)).toBeLessThanOrEqual(low);
          expect(low).toBeLessThanOrEqual(middle);
          expect(middle).toBeLessThanOrEqual(high);
          expect(high).toBeLessThanOrEqual(Math.max(...samples));
          expect(count).toBe(samples.length);
          expect(median(samples.toReversed())).toBe(middle);
        },
      ),
    );
  });

  test('known values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([5, 1, 2, 4, 3], 0.25)).toBe(2);
    expect(() => median([])).toThrow(RangeError);
  });
});
