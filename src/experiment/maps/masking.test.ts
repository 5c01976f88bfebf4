import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropCurves, fallingOrder, hiddenCounts, masksOf, randomOrders } from './masking';

describe('masks', () => {
  it('go from nothing to everything, and each one hides what the one before hides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (patches, seed) => {
        const counts = hiddenCounts(patches);
        expect(counts.length).toBeLessThanOrEqual(17);
        expect([counts[0], counts.at(-1)]).toEqual([0, patches]);
        const masks = masksOf(randomOrders(patches, 1, seed)[0]!, counts);
        for (const [i, mask] of masks.entries()) {
          expect(mask.reduce((a, b) => a + b, 0)).toBe(counts[i]);
          if (i > 0) expect(masks[i - 1]!.every((hidden, patch) => hidden <= mask[patch]!)).toBe(true);
        }
      }),
    );
  });

  it('hide the highest values first', () => {
    const order = fallingOrder([0.1, 0.4, 0.1, 0.3]);
    expect(order).toEqual([1, 3, 0, 2]);
    expect([...masksOf(order, [2])[0]!]).toEqual([0, 1, 0, 1]);
  });

  it('random orders are distinct permutations, the same for the same seed', () => {
    const orders = randomOrders(16, 4, 7);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
    expect(new Set(orders.map(String)).size).toBe(4);
    expect(randomOrders(16, 4, 7)).toEqual(orders);
    expect(randomOrders(16, 4, 8)).not.toEqual(orders);
  });
});

describe('drop curves', () => {
  const hidden = [0, 1, 2, 3];

  it('say how far the map is ahead of chance, and how often it leaves the band', () => {
    const curves = dropCurves(hidden, [
      [0.9, 0.2, 0.5, 0.1],
      [0.9, 0.8, 0.6, 0.1],
      [0.9, 0.6, 0.4, 0.1],
    ]);
    expect(curves.mean[1]).toBeCloseTo(0.7, 12);
    expect([curves.low[1], curves.high[1]]).toEqual([0.6, 0.8]);
    expect(curves.ahead).toBeCloseTo((0.5 + 0) / 2, 12);
    expect([curves.below, curves.above]).toEqual([1, 0]);
  });

  it('a random order compared with itself is neither ahead nor outside', () => {
    const curve = [1, 0.5, 0.25, 0];
    expect(dropCurves(hidden, [curve, curve, curve])).toMatchObject({ ahead: 0, below: 0, above: 0 });
  });
});
