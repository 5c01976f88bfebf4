import { expect, test } from 'vitest';
import { Eraser } from './erasing';

test('the given share of the images loses a rectangle with area and shape as in timm', () => {
  const eraser = new Eraser({ erasing: 0.25, seed: 2 });
  const size = 256;
  const draws = Array.from({ length: 8000 }, (_, step) => eraser.draw(step, step % 64, size));
  const parts = draws.filter((part) => part !== null);
  expect(Math.abs(parts.length / draws.length - 0.25)).toBeLessThan(0.025);
  for (const { left, top, width, height } of parts) {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(size);
    expect(height / width).toBeGreaterThan(0.28);
    expect(height / width).toBeLessThan(3.6);
  }
  const areas = parts.map(({ width, height }) => (width * height) / size ** 2);
  // Uniform in [0.02, ⅓], except for a few tall or wide rectangles that do not fit.
  expect(Math.abs(areas.reduce((a, b) => a + b) / areas.length - (0.02 + 1 / 3) / 2)).toBeLessThan(0.01);
  expect(Math.min(...areas)).toBeGreaterThan(0.018);
  expect(Math.max(...areas)).toBeLessThan(0.345);
});

test('0 erases nothing, 1 erases in every image; each step has its own noise key', () => {
  const steps = Array.from({ length: 100 }, (_, step) => step);
  const draws = (erasing: number) => steps.map((step) => new Eraser({ erasing, seed: 2 }).draw(step, 0, 32));
  expect(draws(0).every((part) => part === null)).toBe(true);
  expect(draws(1).every((part) => part !== null)).toBe(true);
  const keys = steps.map((step) => new Eraser({ erasing: 1, seed: 2 }).noiseKey(step));
  expect(new Set(keys).size).toBe(100);
  expect(keys.every((key) => Math.fround(key) === key)).toBe(true);
});
