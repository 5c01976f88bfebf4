import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReadbackPace } from './readbackPace';

const SHARE = 0.04;
const milliseconds = fc.double({ min: 0.01, max: 1e4, noNaN: true });

test('readbacks of varying cost never take more than their share of the time, and are never closer than requested', () => {
  const varying = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(milliseconds, milliseconds, varying, (shortest, every, factors) => {
      const pace = new ReadbackPace();
      pace.pauseAfter(50 * shortest, every);
      let [readback, all] = [0, 0];
      for (const factor of factors) {
        const took = factor * shortest;
        const pause = pace.pauseAfter(took, every);
        expect(pause).toBeGreaterThanOrEqual(every);
        readback += took;
        all += took + pause;
      }
      expect(readback / all).toBeLessThanOrEqual(SHARE + 1e-12);
    }),
  );
});

test('a first readback that compiles programs does not delay the second', () => {
  const pace = new ReadbackPace();
  expect(pace.pauseAfter(3000, 250)).toBe(250);
  expect(pace.pauseAfter(20, 250)).toBe(480);
});

test('a readback that something else delayed does not postpone the next for long', () => {
  const pace = new ReadbackPace();
  pace.pauseAfter(20, 250);
  expect(pace.pauseAfter(3000, 250)).toBe(960);
});
