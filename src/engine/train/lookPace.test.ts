import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LookPace } from './lookPace';

const SHARE = 0.04;
const milliseconds = fc.double({ min: 0.01, max: 1e4, noNaN: true });

test('looks whose cost varies take no more than their share of the time together, and come no faster than asked', () => {
  const varying = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(milliseconds, milliseconds, varying, (shortest, every, factors) => {
      const pace = new LookPace();
      pace.pauseAfter(50 * shortest, every);
      let [looking, all] = [0, 0];
      for (const factor of factors) {
        const took = factor * shortest;
        const pause = pace.pauseAfter(took, every);
        expect(pause).toBeGreaterThanOrEqual(every);
        looking += took;
        all += took + pause;
      }
      expect(looking / all).toBeLessThanOrEqual(SHARE + 1e-12);
    }),
  );
});

test('a first look that compiles does not hold up the second', () => {
  const pace = new LookPace();
  expect(pace.pauseAfter(3000, 250)).toBe(250);
  expect(pace.pauseAfter(20, 250)).toBe(480);
});

test('a look that something else held up does not put off the next for long', () => {
  const pace = new LookPace();
  pace.pauseAfter(20, 250);
  expect(pace.pauseAfter(3000, 250)).toBe(960);
});
