import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RgbaPicture, toSquare } from './square';

const picture = (width: number, height: number, colour: (x: number, y: number) => readonly number[]): RgbaPicture => ({
  width,
  height,
  rgba: Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => [...colour(i % width, Math.floor(i / width))]).flat(),
  ),
});

describe('Middle squares', () => {
  it('do not change an image of that size', () => {
    const own = picture(8, 8, (x, y) => [x * 30, y * 30, x * y, 255]);
    expect([...toSquare(own, 8)]).toEqual([...own.rgba].filter((_, i) => i % 4 !== 3));
  });

  it('keep one colour at any size', () => {
    const side = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 40 }), (width, height, size) => {
        const square = toSquare(
          picture(width, height, () => [10, 200, 77, 255]),
          size,
        );
        expect(square).toEqual(Uint8Array.from({ length: size * size * 3 }, (_, i) => [10, 200, 77][i % 3]!));
      }),
    );
  });

  it('take the middle of a wide and of a tall image', () => {
    const wide = picture(12, 4, (x) => [x >= 4 && x < 8 ? 90 : 255, 0, 0, 255]);
    const tall = picture(4, 12, (_, y) => [y >= 4 && y < 8 ? 90 : 255, 0, 0, 255]);
    for (const own of [wide, tall]) expect(new Set(toSquare(own, 2))).toEqual(new Set([90, 0]));
  });

  it('average fine detail', () => {
    const board = picture(64, 64, (x, y) => ((x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
    for (const value of toSquare(board, 16)) expect(Math.abs(value - 127.5)).toBeLessThan(3);
  });

  it('enlarge smoothly', () => {
    const ramp = toSquare(
      picture(2, 2, (x) => [x * 100, 0, 0, 255]),
      8,
    );
    const row = Array.from({ length: 8 }, (_, x) => ramp[3 * x]!);
    expect(row).toEqual([0, 0, 13, 38, 63, 88, 100, 100]);
  });

  it('put transparent parts over white', () => {
    expect([
      ...toSquare(
        picture(2, 2, () => [0, 100, 200, 0]),
        1,
      ),
    ]).toEqual([255, 255, 255]);
    expect([
      ...toSquare(
        picture(2, 2, () => [0, 100, 200, 51]),
        1,
      ),
    ]).toEqual([204, 224, 244]);
  });
});
