import { describe, expect, it } from 'vitest';
import { backgroundOf, inGrey, isNegative } from './background';

/** A square of one colour with a spot of another in the middle. */
function spot(background: number, ink: number, side = 9) {
  const rgba = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const inside = Math.abs(x - 4) < 3 && Math.abs(y - 4) < 3;
    rgba.fill(inside ? ink : background, 4 * i, 4 * i + 3);
  }
  return { rgba, width: side, height: side };
}

describe('the background of a picture', () => {
  it('is the colour of its border, even if an object crosses the edge', () => {
    expect(backgroundOf(spot(250, 0))).toBeCloseTo(250, 6);
    const crossed = spot(250, 0);
    crossed.rgba.fill(0, 0, 16);
    expect(backgroundOf(crossed)).toBeCloseTo(250, 6);
  });

  it('distinguishes dark on light from light on dark', () => {
    expect(isNegative(spot(250, 0), 0)).toBe(true);
    expect(isNegative(spot(10, 255), 0)).toBe(false);
    expect(isNegative(spot(250, 0), 255)).toBe(false);
  });
});

describe('grey', () => {
  it('weighs colours like the eye and can invert', () => {
    const red = { rgba: new Uint8ClampedArray([255, 0, 0, 255]), width: 1, height: 1 };
    expect([...inGrey(red, false).rgba]).toEqual([76, 76, 76, 255]);
    expect([...inGrey(red, true).rgba]).toEqual([179, 179, 179, 255]);
  });
});
