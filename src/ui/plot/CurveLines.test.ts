import { describe, expect, it } from 'vitest';
import { linearAxis, logAxis, stepAxis } from './axis';
import { pathOf } from './CurveLines';
import type { Row } from './curves';

const rows = [
  { step: 0, loss: 2 },
  { step: 10, loss: 1 },
  { step: 15, loss: null },
  { step: 20, loss: 0 },
];

describe('pathOf', () => {
  it('puts steps on x and values on y, and breaks if a value is null', () => {
    expect(pathOf(rows, 'loss', stepAxis(20), linearAxis(2))).toBe('M0.0 0.0h0L500.0 500.0M1000.0 1000.0h0');
  });

  it('follows a log axis', () => {
    const axis = logAxis(0.01, 1);
    expect(axis.domain).toEqual([0.01, 1]);
    const decades = [0.01, 0.1, 1].map((loss, i) => ({ step: 10 * i, loss }));
    expect(pathOf(decades, 'loss', stepAxis(20), axis)).toBe('M0.0 1000.0h0L500.0 500.0L1000.0 0.0');
  });

  it('is not broken by rows of other curves', () => {
    const mixed: Row[] = [
      { step: 0, loss: 2 },
      { step: 5, other: 1 },
      { step: 20, loss: 0 },
    ];
    expect(pathOf(mixed, 'loss', stepAxis(20), linearAxis(2))).toBe('M0.0 0.0h0L1000.0 1000.0');
  });

  it('is empty without rows', () => {
    expect(pathOf([], 'loss', stepAxis(20), linearAxis(1))).toBe('');
  });
});
