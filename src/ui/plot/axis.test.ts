import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, linearAxis, logAxis, placeOn, stepAxis, stepsEnd } from './axis';

describe('steps', () => {
  it('end at a round number beyond the last step, or at the end of the run', () => {
    expect(stepsEnd(3, 5000)).toBe(20);
    expect(stepsEnd(180, 5000)).toBe(200);
    expect(stepsEnd(201, 5000)).toBe(500);
    expect(stepsEnd(1200, 1563)).toBe(1563);
    expect(stepsEnd(200, 0)).toBe(200);
    expect(stepAxis(200).ticks).toEqual([0, 50, 100, 150, 200]);
  });

  it('include every step', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (last, total) => {
        const { domain, ticks } = stepAxis(stepsEnd(last, total));
        expect(domain[1]).toBeGreaterThanOrEqual(last);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('linearAxis', () => {
  it('has ticks at round numbers', () => {
    expect(linearAxis(2.3).ticks).toEqual([0, 1, 2, 3]);
    expect(linearAxis(0.3).ticks).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('survives a maximum of %s', (max) => {
    expect(linearAxis(max).domain).toEqual([0, 1]);
  });

  it('reaches the maximum with a handful of ticks', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (max) => {
        const { domain, ticks } = linearAxis(max);
        expect(domain[1]).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(domain[1]).toBeLessThanOrEqual(max * 2.5);
        expect(ticks.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('logAxis', () => {
  it('has ticks at 1, 2 and 5, or at powers of ten over a wide range', () => {
    expect(logAxis(0.3, 2.4).ticks).toEqual([0.2, 0.5, 1, 2, 5]);
    expect(logAxis(0.0003, 7).ticks).toEqual([0.001, 0.01, 0.1, 1, 10]);
  });

  it.each([
    [0, 1],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ])('survives a range from %s to %s', (min, max) => {
    expect(logAxis(min, max).domain).toEqual([0.1, 1]);
  });

  it('includes a range whose logarithm rounds to a whole number', () => {
    const { domain } = logAxis(99999999.99999991, 99999999.99999991);
    expect(domain[0]).toBeLessThanOrEqual(99999999.99999991);
  });

  it('includes the range and has at least one tick', () => {
    const positive = fc.double({ min: 1e-8, max: 1e8, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const { domain, ticks } = logAxis(Math.min(a, b), Math.max(a, b));
        expect(domain[0]).toBeLessThanOrEqual(Math.min(a, b));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(a, b));
        expect(domain[1]).toBeGreaterThan(domain[0]);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('given values', () => {
  it('are the ticks, on a logarithmic axis if they span orders of magnitude', () => {
    expect(axisOf([20, 100, 500, 2000])).toEqual({ scale: 'log', domain: [20, 2000], ticks: [20, 100, 500, 2000] });
    expect(axisOf([0.1, 0.5, 0.9]).scale).toBe('linear');
    expect(axisOf([0, 1000])).toEqual({ scale: 'linear', domain: [0, 1000], ticks: [0, 1000] });
    expect(axisOf([3]).domain).toEqual([3, 4]);
  });
});

describe('places', () => {
  it('run from 0 to 1, in the order of the values, and by ratio on a logarithmic axis', () => {
    expect(placeOn(axisOf([20, 2000]), 200)).toBeCloseTo(0.5, 12);
    const positive = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(positive, (values) => {
        const axis = axisOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        const places = sorted.map((value) => placeOn(axis, value));
        expect(places[0]).toBe(0);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        if (sorted.at(-1)! > sorted[0]!) expect(places.at(-1)).toBeCloseTo(1, 9);
      }),
    );
  });
});
