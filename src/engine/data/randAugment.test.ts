import { expect, test } from 'vitest';
import { RAND_AUGMENT_OPS } from '../../experiment/randAugment';
import { argumentOf, RandAugmenter } from './randAugment';

test('two operations per image, each applied half of the time, all equally often', () => {
  const augmenter = new RandAugmenter({ randAugment: 9, seed: 4 });
  const draws = Array.from({ length: 20_000 }, (_, i) => augmenter.draw(Math.floor(i / 64), i % 64));
  const ops = draws.flat();
  expect(Math.abs(ops.length / draws.length - 1)).toBeLessThan(0.025);
  expect(draws.filter((drawn) => drawn.length === 2).length / draws.length).toBeCloseTo(0.25, 1);
  for (const op of RAND_AUGMENT_OPS) {
    const share = ops.filter((drawn) => drawn.op === op).length / ops.length;
    // Standard error 0.0018.
    expect(Math.abs(share - 1 / 15)).toBeLessThan(0.009);
  }
});

test('magnitudes are normal with deviation ½, clamped at 10, and both directions are equally frequent', () => {
  const augmenter = new RandAugmenter({ randAugment: 5, seed: 4 });
  const shears = Array.from({ length: 60_000 }, (_, i) => augmenter.draw(i, 3))
    .flat()
    .filter(({ op }) => op === 'shearX')
    .map(({ argument }) => (10 * argument) / 0.3);
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const sizes = shears.map(Math.abs);
  expect(Math.abs(mean(sizes) - 5)).toBeLessThan(0.05);
  expect(Math.sqrt(mean(sizes.map((size) => (size - 5) ** 2)))).toBeCloseTo(0.5, 1);
  expect(Math.abs(mean(shears.map(Math.sign)))).toBeLessThan(0.1);
});

test('arguments at the paper’s magnitude 9 equal timm’s', () => {
  const at = (op: (typeof RAND_AUGMENT_OPS)[number]) => argumentOf(op, 9, 1);
  expect(at('rotate')).toBeCloseTo(Math.sin((27 * Math.PI) / 180), 10);
  expect([at('posterize'), at('solarize'), at('solarizeAdd')]).toEqual([1, 26, 99]);
  expect(at('color')).toBeCloseTo(1.81, 10);
  expect(argumentOf('brightness', 9, -1)).toBeCloseTo(0.19, 10);
  expect([at('shearX'), at('translateY')].map((v) => v.toFixed(3))).toEqual(['0.270', '0.405']);
});

test('magnitude 0 draws no operation', () => {
  expect(new RandAugmenter({ randAugment: 0, seed: 4 }).draw(3, 3)).toEqual([]);
});
