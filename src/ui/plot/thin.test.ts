import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thin } from './thin';

const curves = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    ),
    { minLength: 1, maxLength: 300 },
  )
  .map((rows) => {
    let at = 0;
    return {
      step: Float64Array.from(rows, ([gap]) => (at += gap)),
      columns: [Float32Array.from(rows, (row) => row[1]), Float32Array.from(rows, (row) => row[2])],
    };
  });
const limit = fc.integer({ min: 1, max: 60 }).map((half) => 2 * half);

describe('thin', () => {
  it('never has more rows than requested, and does not change short curves', () => {
    fc.assert(
      fc.property(curves, limit, (full, maxRows) => {
        const thinned = thin(full, maxRows);
        if (full.step.length <= maxRows) expect(thinned).toEqual(full);
        else expect(thinned.step).toHaveLength(maxRows);
        for (const column of thinned.columns) expect(column).toHaveLength(thinned.step.length);
      }),
    );
  });

  it('keeps the extremes of every curve, the first and the last step, and the order of steps', () => {
    fc.assert(
      fc.property(curves, limit, (full, maxRows) => {
        const thinned = thin(full, maxRows);
        for (const [i, column] of full.columns.entries()) {
          expect(Math.max(...thinned.columns[i]!)).toBe(Math.max(...column));
          expect(Math.min(...thinned.columns[i]!)).toBe(Math.min(...column));
        }
        expect(thinned.step[0]).toBe(full.step[0]);
        expect(thinned.step.at(-1)).toBe(full.step.at(-1));
        for (let i = 1; i < thinned.step.length; i++) expect(thinned.step[i]!).toBeGreaterThan(thinned.step[i - 1]!);
      }),
    );
  });

  it('keeps minimum and maximum of a bucket in their order', () => {
    const step = Float64Array.of(0, 1, 2, 3, 4, 5);
    const { columns } = thin({ step, columns: [Float32Array.of(5, 1, 3, 2, 9, 4)] }, 4);
    expect([...columns[0]!]).toEqual([5, 1, 2, 9]);
  });

  it('drops values that are not finite if there are others', () => {
    const step = Float64Array.of(0, 1, 2, 3, 4, 5);
    const { columns } = thin(
      { step, columns: [Float32Array.of(Number.NaN, 1, 3, Number.NaN, Number.NaN, Number.NaN)] },
      4,
    );
    expect([...columns[0]!]).toEqual([1, 3, Number.NaN, Number.NaN]);
  });
});
