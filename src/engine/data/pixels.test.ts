import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../../experiment/random';
import { toSquare } from './own/square';
import { cropAndResize, inChannels, normalised, type Pixels, patchMeans, rgbPixels, withHidden } from './pixels';

const random = new RandomStream(3, 'seen.test');

function picture(width: number, height: number, channels: number): Pixels {
  const values = Uint8Array.from({ length: width * height * channels }, (_, i) => random.integer(256, width, i));
  return { values, width, height, channels };
}

test('training: bilinear between pixel centres, black outside, for random boxes', () => {
  const cases = fc.record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 3),
    size: fc.integer({ min: 1, max: 8 }),
    box: fc.tuple(
      fc.integer({ min: -4, max: 6 }),
      fc.integer({ min: -4, max: 6 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 14 }),
    ),
  });
  fc.assert(
    fc.property(cases, ({ width, height, channels, size, box }) => {
      const pixels = picture(width, height, channels);
      const resized = cropAndResize(pixels, box, size, 'training');
      const at = (y: number, x: number, c: number) =>
        x < 0 || y < 0 || x >= width || y >= height ? 0 : pixels.values[(y * width + x) * channels + c]!;
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++)
          for (let c = 0; c < channels; c++) {
            const x = box[0] + ((column + 0.5) * box[2]) / size - 0.5;
            const y = box[1] + ((row + 0.5) * box[3]) / size - 0.5;
            const [x0, y0, fx, fy] = [Math.floor(x), Math.floor(y), x - Math.floor(x), y - Math.floor(y)];
            const line = (y: number) => at(y, x0, c) * (1 - fx) + at(y, x0 + 1, c) * fx;
            const expected = line(y0) * (1 - fy) + line(y0 + 1) * fy;
            expect(resized[(row * size + column) * channels + c]).toBeCloseTo(expected, 3);
          }
    }),
  );
});

test('photo: a reduced image is antialiased like the images of own data sets', () => {
  const rgba = new Uint8ClampedArray(23 * 23 * 4).map((_, i) => random.integer(256, 9, i));
  const whole = cropAndResize(rgbPixels(rgba, 23, 23), [0, 0, 23, 23], 7, 'photo');
  const square = toSquare({ width: 23, height: 23, rgba }, 7);
  for (const [i, value] of square.entries()) expect(Math.abs(whole[i]! - value)).toBeLessThan(0.51);
});

test('photo: an image of one colour keeps it up to the edges, and is black outside', () => {
  const grey: Pixels = { values: new Uint8Array(25).fill(90), width: 5, height: 5, channels: 1 };
  for (const size of [2, 5, 8]) {
    const resized = cropAndResize(grey, [0, 0, 5, 5], size, 'photo');
    for (const value of resized) expect(value).toBeCloseTo(90, 3);
  }
  expect([...cropAndResize(grey, [-10, -10, 5, 5], 2, 'photo')]).toEqual([0, 0, 0, 0]);
});

test('channels, normalisation, patches', () => {
  const grey = inChannels({ values: [100, 200, 50], width: 1, height: 1, channels: 3 }, 1);
  expect(grey.values[0]).toBeCloseTo(0.299 * 100 + 0.587 * 200 + 0.114 * 50, 3);
  expect(Array.from(inChannels(grey, 3).values)).toEqual(Array(3).fill(grey.values[0]));
  expect([...normalised(Float32Array.of(0, 255), { mean: [0.5], std: [0.25] })]).toEqual([-2, 2]);
  // 5 pixels per side, patches of 2: the fifth row and column belong to no patch.
  const cut = { size: 5, patch: 2, grid: 2 };
  const image = Float32Array.from({ length: 25 }, (_, i) => i + 1);
  expect([...patchMeans(image, cut)]).toEqual([4, 6, 14, 16]);
  const hidden = withHidden(image, [0, 1, 0, 0], cut);
  expect([...hidden].flatMap((value, i) => (value === 0 ? [i] : []))).toEqual([2, 3, 7, 8]);
  expect(
    [
      ...withHidden(
        Float32Array.from({ length: 50 }, () => 1),
        [1, 0, 0, 0],
        cut,
      ),
    ].filter((v) => v === 0),
  ).toHaveLength(8);
});
