import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCurves } from './curves';
import { fileName } from './download';
import { curvesTable, toCsv } from './table';

/** An independent reader for RFC 4180. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g;
  for (const [, quoted, plain, end] of csv.matchAll(fields)) {
    row.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('CSV', () => {
  it('can be read back exactly', () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 4 }).chain((columns) =>
          fc.record({
            columns: fc.constant(columns),
            rows: fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), { maxLength: 5 }),
          }),
        ),
        (table) => {
          const [names, ...rows] = parse(toCsv(table));
          expect(names).toEqual(table.columns);
          const read = rows.map((row, i) =>
            row.map((text, j) => (typeof table.rows[i]![j] === 'number' ? Number(text) + 0 : text)),
          );
          expect(read).toEqual(table.rows.map((row) => row.map((value) => (value === 0 ? 0 : value))));
        },
      ),
    );
  });

  it('leaves a field empty without a finite number', () => {
    expect(toCsv({ columns: ['a', 'b', 'c'], rows: [[null, Number.NaN, Number.POSITIVE_INFINITY]] })).toBe(
      'a,b,c\r\n,,\r\n',
    );
  });
});

describe('curves', () => {
  it('has every drawn value, smoothed and measured', () => {
    const steps = Float64Array.from({ length: 1000 }, (_, i) => i);
    const values = Float32Array.from(steps, (step) => Math.sin(step * step) + 2);
    const smoothing = 0.9;
    const { rows } = drawCurves(steps, { loss: values }, { smoothing, log: false });
    const table = curvesTable(steps, [{ name: 'loss', values }], smoothing);
    expect(table.columns).toEqual(['step', 'loss', 'loss (smoothed)']);
    const [all, smoothed] = [1, 2].map((column) => new Set(table.rows.map((row) => row[column])));
    expect(rows.length).toBeLessThan(table.rows.length);
    for (const row of rows) {
      expect(all!.has(row['raw.loss']!)).toBe(true);
      expect(smoothed!.has(row.loss!)).toBe(true);
    }
  });

  it('keeps gaps', () => {
    expect(curvesTable([0, 5], [{ name: 'both', values: [null, 0.5] }]).rows).toEqual([
      [0, null],
      [5, 0.5],
    ]);
  });
});

it('file names have only letters, digits and hyphens', () => {
  expect(fileName('Attention of the class token, layer 2', 'csv')).toBe('attention-of-the-class-token-layer-2.csv');
  expect(fileName('τ', 'png')).toBe('figure.png');
});
