import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LookPace } from './lookPace';

const milliseconds = fc.double({ min: 0.01, max: 1e4, noNaN: true });

test('looks that cost alike take a twentieth of the time at most, and come no faster than asked', () => {
  fc.assert(
    fc.property(milliseconds, milliseconds, fc.integer({ min: 2, max: 20 }), (took, every, looks) => {
      const pace = new LookPace();
      pace.pauseAfter(50 * took, every);
      for (let i = 0; i < looks; i++) {
        const pause = pace.pauseAfter(took, every);
        expect(pause).toBeGreaterThanOrEqual(every);
        expect(took / (took + pause)).toBeLessThanOrEqual(0.05 + 1e-12);
      }
    }),
  );
});

test('a first look that compiles does not hold up the second', () => {
  const pace = new LookPace();
  expect(pace.pauseAfter(3000, 250)).toBe(250);
  expect(pace.pauseAfter(20, 250)).toBe(380);
});
