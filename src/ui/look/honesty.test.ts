import { describe, expect, it } from 'vitest';
import { dropCurves } from '../../experiment/maps/masking';
import { probabilitiesByOrder, verdict } from './honesty';

describe('drop curves of answers', () => {
  it('hold the probability of one class for each order', () => {
    // Two orders of two masks, two classes.
    const logits = [Math.log(3), 0, 0, 0, Math.log(9), 0, 0, Math.log(4)];
    const [first, second] = probabilitiesByOrder(logits, 2, 0, 2);
    expect(first![0]).toBeCloseTo(0.75, 12);
    expect(first![1]).toBeCloseTo(0.5, 12);
    expect(second![0]).toBeCloseTo(0.9, 12);
    expect(second![1]).toBeCloseTo(0.2, 12);
  });
});

describe('the verdict', () => {
  const hidden = [0, 1, 2, 3, 4];
  const random = [
    [1, 0.8, 0.6, 0.4, 0.2],
    [1, 0.7, 0.5, 0.3, 0.2],
  ];
  const say = (ordered: number[]) => verdict(dropCurves(hidden, [ordered, ...random]));

  it('follows from the numbers', () => {
    expect(say([1, 0.3, 0.2, 0.2, 0.2])).toMatch(
      /falls faster than with random patches: on average 31\.7 percentage points lower.* 3 of 3/,
    );
    expect(say([1, 0.95, 0.9, 0.8, 0.2])).toMatch(
      /more slowly than with random patches: on average 33\.3 percentage points higher.* 3 of 3/,
    );
    expect(say([1, 0.75, 0.55, 0.35, 0.2])).toMatch(/no clear difference/);
    // Lower everywhere, but only by very little.
    const flat = [0.13, 0.13, 0.13, 0.13, 0.13];
    expect(verdict(dropCurves(hidden, [flat.map((p) => p - 0.001), flat, flat]))).toMatch(/no clear difference/);
    // Much lower at a single point is not enough.
    expect(say([1, 0, 0.55, 0.35, 0.2])).toMatch(
      /no clear difference from random patches: on average 25\.0 percentage points lower, below .* 1/,
    );
  });
});
