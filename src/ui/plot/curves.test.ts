import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCurves, MAX_ROWS, nearestRow, rawKey } from './curves';

const linear = { smoothing: 0, log: false };

describe('drawCurves', () => {
  it('draws the values themselves without smoothing', () => {
    const { rows, axis } = drawCurves(Float64Array.of(1, 2), { total: Float32Array.of(2, 1) }, linear);
    expect(rows).toEqual([
      { step: 1, total: 2 },
      { step: 2, total: 1 },
    ]);
    expect(axis.domain).toEqual([0, 2]);
  });

  it('draws raw and smoothed values', () => {
    const { rows } = drawCurves(
      Float64Array.of(1, 2),
      { total: Float32Array.of(4, 1) },
      { smoothing: 0.5, log: false },
    );
    expect(rows[1]!.total).toBeCloseTo(2, 6);
    expect(rows[1]![rawKey('total')]).toBe(1);
  });

  it('leaves gaps for 0 on a log axis and for values that are not finite on any axis', () => {
    const columns = { teacher: Float32Array.of(0, 0.5), total: Float32Array.of(Number.NaN, 3) };
    const { rows, axis } = drawCurves(Float64Array.of(1, 2), columns, { smoothing: 0, log: true });
    expect(rows[0]).toEqual({ step: 1, teacher: null, total: null });
    expect(axis).toMatchObject({ scale: 'log', domain: [0.5, 5] });
  });

  it('accepts curves without rows', () => {
    for (const log of [false, true]) {
      const { rows, axis } = drawCurves(new Float64Array(), { total: new Float32Array() }, { smoothing: 0.9, log });
      expect(rows).toEqual([]);
      expect(axis.domain.every(Number.isFinite)).toBe(true);
    }
  });

  it('thins long curves and fits the axis to their extremes', () => {
    const step = Float64Array.from({ length: 20_000 }, (_, i) => i + 1);
    const total = Float32Array.from(step, (at) => (at === 777 ? 90 : 1 / at));
    const { rows, axis } = drawCurves(step, { total }, { smoothing: 0.9, log: false });
    expect(rows).toHaveLength(MAX_ROWS);
    expect(axis.domain[1]).toBeGreaterThanOrEqual(90);
  });
});

it('nearestRow finds the nearest step, the earlier one of two', () => {
  expect(nearestRow([], 3)).toBe(-1);
  expect(nearestRow([1, 5, 9], 3.5)).toBe(1);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }).map((steps) => steps.sort((a, b) => a - b)),
      fc.integer({ min: -100, max: 1100 }),
      (steps, step) => {
        const distances = steps.map((at) => Math.abs(at - step));
        expect(Math.abs(steps[nearestRow(steps, step)]! - step)).toBe(Math.min(...distances));
      },
    ),
  );
});
