import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Augmenter, BatchOrder } from './augment';

const base = { crop: 'resized', shiftPixels: 4, cropMinArea: 0.08, flip: true, seed: 3 } as const;

describe('Augmenter', () => {
  test('a resized crop is inside the image and has the drawn area', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 64 }), fc.nat(1000), fc.nat(255), (size, step, element) => {
        const box = new Augmenter(base).draw(size, size, step, element);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(size);
        expect(box.top + box.height).toBeLessThanOrEqual(size);
        expect(box.width * box.height).toBeGreaterThanOrEqual(0.08 * size * size - size - 1);
        expect(box.width / box.height).toBeGreaterThan(0.5);
        expect(box.width / box.height).toBeLessThan(2);
      }),
    );
  });

  test('areas are uniform over the range, and half of the images are flipped', () => {
    const augmenter = new Augmenter({ ...base, cropMinArea: 0.2 });
    const draws = Array.from({ length: 4000 }, (_, i) => augmenter.draw(256, 256, i, 0));
    const areas = draws.map(({ width, height }) => (width * height) / 256 ** 2);
    // Boxes that do not fit are drawn again, which makes the largest areas rarer.
    expect(areas.reduce((a, b) => a + b) / areas.length).toBeCloseTo(0.57, 1);
    expect(Math.min(...areas)).toBeGreaterThan(0.19);
    expect(draws.filter(({ flip }) => flip).length / draws.length).toBeCloseTo(0.5, 1);
  });

  test('a shift moves the whole image by at most shiftPixels and reaches all values', () => {
    const augmenter = new Augmenter({ ...base, crop: 'shift', shiftPixels: 2 });
    const lefts = new Set(Array.from({ length: 300 }, (_, i) => augmenter.draw(28, 28, i, 7).left));
    expect([...lefts].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });

  test('depends only on seed, step and element', () => {
    const one = new Augmenter(base);
    one.draw(32, 32, 1, 1);
    expect(new Augmenter(base).draw(32, 32, 9, 5)).toEqual(one.draw(32, 32, 9, 5));
    expect(new Augmenter({ ...base, seed: 4 }).draw(32, 32, 9, 5)).not.toEqual(one.draw(32, 32, 9, 5));
  });
});

describe('BatchOrder', () => {
  test('an epoch visits each image at most once, and the next epoch has another order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 40 }), fc.nat(), (count, batch, seed) => {
        const order = new BatchOrder(seed, count, batch);
        const seen = Array.from({ length: order.stepsPerEpoch }, (_, step) => [...order.indices(step)]).flat();
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length).toBe(order.stepsPerEpoch * order.batch);
        for (const index of seen) expect(index).toBeLessThan(count);
      }),
    );
    const order = new BatchOrder(1, 100, 100);
    expect([...order.indices(0)]).not.toEqual([...order.indices(1)]);
  });

  test('with three repeats each image comes three times in a row, and the epoch is as long', () => {
    const [order, once] = [new BatchOrder(1, 90, 30, 3), new BatchOrder(1, 90, 30)];
    expect(order.stepsPerEpoch).toBe(3);
    const epoch = [0, 1, 2].flatMap((step) => [...order.indices(step)]);
    expect(epoch).toEqual([...once.indices(0)].flatMap((index) => [index, index, index]));
  });

  test('a resumed run has the batches of an uninterrupted one', () => {
    const whole = new BatchOrder(5, 50, 8);
    const batches = Array.from({ length: 20 }, (_, step) => [...whole.indices(step)]);
    expect([...new BatchOrder(5, 50, 8).indices(13)]).toEqual(batches[13]);
  });
});
