import { describe, expect, test } from 'vitest';
import { Mixer, type Mixing } from './mixing';

const SIZE = 1024;
const DRAWS = 8000;

function drawn(config: { mixup: number; cutmix: number; seed?: number }, size = SIZE): Mixing[] {
  const mixer = new Mixer({ seed: 3, ...config });
  return Array.from({ length: DRAWS }, (_, step) => mixer.draw(step, size)!);
}

const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

describe('mixup', () => {
  test.each([0.1, 0.8, 1, 2])('shares are of Beta(%d, %d): mean ½, variance 1/(4(2α + 1)), symmetric', (alpha) => {
    const shares = drawn({ mixup: alpha, cutmix: 0 }).map(({ share, cut }) => {
      expect(cut).toBeNull();
      return share;
    });
    const variance = 1 / (4 * (2 * alpha + 1));
    // Five standard errors. Those of the second and third moment are smaller than half of the first.
    const error = 5 * Math.sqrt(variance / DRAWS);
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(error);
    expect(Math.abs(mean(shares.map((s) => (s - 0.5) ** 2)) - variance)).toBeLessThan(error / 2);
    expect(Math.abs(mean(shares.map((s) => (s - 0.5) ** 3)))).toBeLessThan(error / 2);
    expect(shares.every((s) => s >= 0 && s <= 1)).toBe(true);
  });
});

describe('CutMix', () => {
  test('the share is the area of the box, which is inside the image', () => {
    for (const { share, cut } of drawn({ mixup: 0, cutmix: 1 }, 28)) {
      const { left, top, right, bottom } = cut!;
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(Math.max(right, bottom)).toBeLessThanOrEqual(28);
      expect(share).toBe(((right - left) * (bottom - top)) / 28 ** 2);
    }
  });

  test('with α = 1 the mean area is that of a clipped box around a uniform point', () => {
    // Side r, r² uniform: E[(r − r²/4)²] = 1/2 − 1/5 + 1/48.
    const shares = drawn({ mixup: 0, cutmix: 1 }).map(({ share }) => share);
    expect(Math.abs(mean(shares) - (1 / 2 - 1 / 5 + 1 / 48))).toBeLessThan(0.015);
  });
});

test('with both, half of the batches use CutMix; with neither, nothing is drawn; a seed repeats its draws', () => {
  const both = drawn({ mixup: 0.8, cutmix: 1 });
  expect(mean(both.map(({ cut }) => Number(cut !== null)))).toBeCloseTo(0.5, 1);
  expect(new Mixer({ mixup: 0, cutmix: 0, seed: 3 }).draw(0, 32)).toBeNull();
  expect(drawn({ mixup: 0.8, cutmix: 1 }).slice(0, 50)).toEqual(both.slice(0, 50));
  expect(drawn({ mixup: 0.8, cutmix: 1, seed: 4 }).slice(0, 50)).not.toEqual(both.slice(0, 50));
});
