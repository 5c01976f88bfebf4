import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../experiment/random';
import { AMOUNTS, CORRUPTIONS, STRENGTHS } from '../../../experiment/testSets';
import { blurred, Corrupter, pixelated, shifted, withContrast, withNoise } from './corruptions';

const grey = (height: number, width: number) => ({ height, width, channels: 1 });
const bytes = (...values: number[]) => Uint8Array.from(values);

/** A small image, grey or RGB. */
const pictures = fc
  .record({
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain((format) => {
    const length = format.height * format.width * format.channels;
    return fc.record({
      format: fc.constant(format),
      picture: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });

const squares = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

describe('every corruption', () => {
  test('keeps the format, does not change its input, and is deterministic', () => {
    fc.assert(
      fc.property(
        pictures,
        fc.constantFrom(...CORRUPTIONS),
        fc.constantFrom(...STRENGTHS),
        ({ picture, format }, kind, strength) => {
          const given = picture.slice();
          const corrupt = () => new Corrupter(format, 5).corrupt(picture, 9, kind, strength);
          expect(corrupt()).toHaveLength(picture.length);
          expect(corrupt()).toEqual(corrupt());
          expect(picture).toEqual(given);
        },
      ),
    );
  });

  test('changes nothing at strength 0', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(...CORRUPTIONS), ({ picture, format }, kind) => {
        expect(new Corrupter(format, 5).corrupt(picture, 0, kind, 0)).toEqual(picture);
      }),
    );
  });

  test('except noise and shift does not change an image of one colour', () => {
    const flat = new Uint8Array(8 * 8 * 3).fill(77);
    const corrupter = new Corrupter({ height: 8, width: 8, channels: 3 }, 5);
    for (const kind of ['blur', 'contrast', 'pixelate'] as const)
      for (const strength of STRENGTHS) expect(corrupter.corrupt(flat, 0, kind, strength)).toEqual(flat);
  });

  test('has amounts that grow with the strength', () => {
    for (const kind of CORRUPTIONS) {
      const away = AMOUNTS[kind].map((amount) => Math.abs(amount - AMOUNTS[kind][0]!));
      expect(away).toHaveLength(STRENGTHS.length + 1);
      for (const strength of STRENGTHS) expect(away[strength]!).toBeGreaterThan(away[strength - 1]!);
    }
  });
});

describe('noise', () => {
  test('has the given deviation and a mean of 0', () => {
    const picture = new Uint8Array(60_000).fill(128);
    const random = new RandomStream(3, 'noise');
    const noisy = withNoise(picture, 0.08, (element) => random.normal(0, element));
    const errors = Array.from(noisy, (value) => value - 128);
    const mean = errors.reduce((sum, error) => sum + error) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    // Standard errors 0.083 and 0.059 levels.
    expect(Math.abs(mean)).toBeLessThan(0.35);
    expect(Math.abs(deviation - 0.08 * 255)).toBeLessThan(0.3);
  });

  test('differs between images and seeds, and is clamped at black and white', () => {
    const format = { height: 16, width: 16, channels: 1 };
    const black = new Uint8Array(256);
    const at = (seed: number, number: number) => new Corrupter(format, seed).corrupt(black, number, 'noise', 5);
    expect(at(1, 0)).not.toEqual(at(1, 1));
    expect(at(1, 0)).not.toEqual(at(2, 0));
    const cut = at(1, 0).filter((value) => value === 0).length;
    expect(cut).toBeGreaterThan(100);
    expect(cut).toBeLessThan(156);
  });

  test('moves each value further in the same direction with each strength', () => {
    fc.assert(
      fc.property(pictures, fc.nat(1000), ({ picture, format }, number) => {
        const corrupter = new Corrupter(format, 5);
        let before: Uint8Array = picture;
        for (const strength of STRENGTHS) {
          const noisy = corrupter.corrupt(picture, number, 'noise', strength);
          for (const [i, value] of noisy.entries())
            expect(Math.abs(value - picture[i]!)).toBeGreaterThanOrEqual(Math.abs(before[i]! - picture[i]!));
          before = noisy;
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('blur', () => {
  // e^(−x²/2σ²) at σ ½, normalised over −2 … 2.
  const [middle, neighbour] = [0.78657, 0.106451];

  test('spreads a point by the Gaussian, in both directions', () => {
    const point = new Uint8Array(25);
    point[12] = 255;
    const spread = blurred(point, grey(5, 5), 0.5);
    expect(spread[12]).toBe(Math.round(255 * middle * middle));
    for (const i of [7, 11, 13, 17]) expect(spread[i]).toBe(Math.round(255 * middle * neighbour));
    for (const i of [6, 8, 16, 18]) expect(spread[i]).toBe(Math.round(255 * neighbour * neighbour));
    expect(spread[0]).toBe(0);
  });

  test('repeats the pixels at the edges', () => {
    const edge = blurred(bytes(200, 0, 0, 0), grey(1, 4), 0.5);
    expect(edge[0]).toBe(Math.round(200 * (middle + (1 - middle) / 2)));
  });

  test('does not mix channels or the ends of rows', () => {
    const picture = new Uint8Array(4 * 4 * 3);
    // Red in the last column.
    for (let row = 0; row < 4; row++) picture[(row * 4 + 3) * 3] = 255;
    const spread = blurred(picture, { height: 4, width: 4, channels: 3 }, 0.5);
    for (let pixel = 0; pixel < 16; pixel++) {
      expect(spread[pixel * 3 + 1]).toBe(0);
      expect(spread[pixel * 3 + 2]).toBe(0);
      if (pixel % 4 === 0) expect(spread[pixel * 3]).toBe(0);
      if (pixel % 4 === 2) expect(spread[pixel * 3]).toBe(Math.round(255 * (1 - middle - neighbour - 0.000264)));
    }
  });
});

test('contrast moves each channel towards its own mean', () => {
  expect(withContrast(bytes(0, 50, 150, 200), grey(2, 2), 0.5)).toEqual(bytes(50, 75, 125, 150));
  const colour = { height: 1, width: 2, channels: 3 };
  expect(withContrast(bytes(0, 10, 7, 100, 30, 7), colour, 0.1)).toEqual(bytes(45, 19, 7, 55, 21, 7));
});

test('less contrast is never closer to the image, up to rounding', () => {
  fc.assert(
    fc.property(pictures, ({ picture, format }) => {
      const damage = AMOUNTS.contrast.map((left) => squares(withContrast(picture, format, left), picture));
      // Half a level in either picture.
      const rounding = Math.sqrt(picture.length);
      for (const strength of STRENGTHS)
        expect(Math.sqrt(damage[strength]!)).toBeGreaterThanOrEqual(Math.sqrt(damage[strength - 1]!) - rounding);
    }),
  );
});

describe('pixelate', () => {
  test('replaces each block by its mean', () => {
    const picture = bytes(0, 4, 100, 100, 8, 12, 100, 104, 9, 9, 50, 60, 9, 9, 70, 80);
    expect(pixelated(picture, grey(4, 4), 2, 2)).toEqual(
      bytes(6, 6, 101, 101, 6, 6, 101, 101, 9, 9, 65, 65, 9, 9, 65, 65),
    );
  });

  test('divides a pixel between two blocks', () => {
    // Two blocks of 1½ pixels. The middle of the second pixel is in the second block.
    expect(pixelated(bytes(30, 60, 120), grey(1, 3), 1, 2)).toEqual(bytes(40, 100, 100));
  });

  test('treats each channel separately', () => {
    const format = { height: 1, width: 2, channels: 3 };
    expect(pixelated(bytes(0, 100, 7, 10, 200, 9), format, 1, 1)).toEqual(bytes(5, 150, 8, 5, 150, 8));
  });
});

describe('shift', () => {
  test('moves right and down, with black for new pixels', () => {
    const picture = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(shifted(picture, grey(3, 3), 1, 0)).toEqual(bytes(0, 1, 2, 0, 4, 5, 0, 7, 8));
    expect(shifted(picture, grey(3, 3), -1, 2)).toEqual(bytes(0, 0, 0, 0, 0, 0, 2, 3, 0));
    expect(shifted(picture, grey(3, 3), 5, 0)).toEqual(new Uint8Array(9));
  });

  test('has the length of the table, in all directions equally over many images', () => {
    const side = 32;
    const point = new Uint8Array(side * side);
    point[16 * side + 16] = 255;
    const corrupter = new Corrupter(grey(side, side), 5);
    let [right, down] = [0, 0];
    const count = 400;
    for (let number = 0; number < count; number++) {
      const at = corrupter.corrupt(point, number, 'shift', 3).indexOf(255);
      const [dx, dy] = [(at % side) - 16, Math.floor(at / side) - 16];
      // Whole pixels of a length of 6.
      expect(Math.abs(Math.hypot(dx, dy) - 6)).toBeLessThan(0.75);
      right += dx;
      down += dy;
    }
    // Standard error 0.21.
    expect(Math.abs(right / count)).toBeLessThan(0.9);
    expect(Math.abs(down / count)).toBeLessThan(0.9);
  });

  test('is proportional to the image size', () => {
    const point = new Uint8Array(64 * 64);
    point[32 * 64 + 32] = 255;
    const at = new Corrupter(grey(64, 64), 5).corrupt(point, 1, 'shift', 5).indexOf(255);
    expect(Math.abs(Math.hypot((at % 64) - 32, Math.floor(at / 64) - 32) - 20)).toBeLessThan(0.75);
  });
});
