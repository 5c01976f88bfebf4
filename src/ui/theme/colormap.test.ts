import { expect, it } from 'vitest';
import { type Colormap, cssGradient, TOKEN_DIFFERENCE, VIRIDIS, writeColor } from './colormap';

function colorAt(map: Colormap, place: number): number[] {
  const rgba = new Uint8ClampedArray(4);
  writeColor(map, place, rgba, 0);
  return [...rgba];
}

/** CIE lightness L* of an sRGB colour. */
function lightness(color: readonly number[]): number {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

it('returns its control colours, interpolates between them and clamps outside', () => {
  expect(colorAt(VIRIDIS, 0)).toEqual([68, 1, 84, 255]);
  expect(colorAt(VIRIDIS, 0.5)).toEqual([33, 145, 140, 255]);
  expect(colorAt(VIRIDIS, 7)).toEqual([253, 231, 37, 255]);
  expect(colorAt(VIRIDIS, Number.NaN)).toEqual(colorAt(VIRIDIS, 0));
  const map: Colormap = [
    [0, 0, 0],
    [200, 100, 40],
  ];
  expect(colorAt(map, 0.25)).toEqual([50, 25, 10, 255]);
});

it('the sequential scale gets lighter in nearly even steps', () => {
  const levels = VIRIDIS.map(lightness);
  const steps = levels.slice(1).map((level, i) => level - levels[i]!);
  for (const step of steps) {
    expect(step).toBeGreaterThan(3);
    expect(step).toBeLessThan(8);
  }
});

it('the difference scale is neutral and lightest in its middle', () => {
  const levels = TOKEN_DIFFERENCE.map(lightness);
  expect(levels[3]).toBe(Math.max(...levels));
  expect(levels.slice(0, 4)).toEqual(levels.slice(0, 4).sort((a, b) => a - b));
  expect(levels.slice(3)).toEqual(levels.slice(3).sort((a, b) => b - a));
  expect(Math.max(...TOKEN_DIFFERENCE[3]!) - Math.min(...TOKEN_DIFFERENCE[3]!)).toBeLessThan(5);
});

it('cssGradient lists the colours', () => {
  expect(
    cssGradient([
      [0, 1, 2],
      [3, 4, 5],
    ]),
  ).toBe('linear-gradient(to right, rgb(0 1 2), rgb(3 4 5))');
});
