import { figureText } from '../../sentences/figure';
import type { Curve } from './CurveChart';
import { smooth } from './smooth';

/** The numbers of a figure, as a CSV file has them. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (number | string | null)[])[];
}

/**
 * Comma-separated values (RFC 4180). A number has enough digits to be read back exactly. Null, NaN and infinite numbers become
 * empty fields.
 */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: number | string | null): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (value === null) return '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/**
 * The curves of a chart at every step, not only at the drawn ones; with smoothing, also the smoothed curves.
 *
 * @param smoothing weight of the past in the drawn curves, 0…0.999
 */
export function curvesTable(
  steps: ArrayLike<number>,
  curves: readonly Pick<Curve, 'name' | 'values'>[],
  smoothing = 0,
): Table {
  const drawn = curves.map(({ name, values }) => ({
    name: figureText.smoothed(name),
    values: smooth(Float32Array.from(values as ArrayLike<number>), smoothing),
  }));
  const columns = smoothing > 0 ? [...curves, ...drawn] : curves;
  return {
    columns: [figureText.step, ...columns.map(({ name }) => name)],
    rows: Array.from(steps, (step, row) => [step, ...columns.map(({ values }) => values[row] ?? null)]),
  };
}
