import { figureText } from '../../sentences/figure';
import type { Curve } from './CurveChart';
import { smooth } from './smooth';

/** What a figure shows, as numbers: one column a name. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (number | string | null)[])[];
}

/**
 * Comma-separated values (RFC 4180). A number is written with as many digits as bring it back exactly; null, and what is not
 * a finite number, is an empty field.
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
 * The curves of a chart at every step, not only at those that are drawn; with smoothing also what is drawn of each.
 *
 * @param smoothing weight of the past in the drawn curves, 0…0.999
 */
export function curvesTable(
  steps: ArrayLike<number>,
  curves: readonly Pick<Curve, 'name' | 'values'>[],
  smoothing = 0,
): Table {
  const columns = curves.map(({ name, values }) => ({ name, values: values as ArrayLike<number | null> }));
  const drawn =
    smoothing > 0
      ? curves.map(({ name, values }) => ({
          name: figureText.smoothed(name),
          values: smooth(Float32Array.from(values as ArrayLike<number>), smoothing) as ArrayLike<number | null>,
        }))
      : [];
  const all = [...columns, ...drawn];
  return {
    columns: [figureText.step, ...all.map(({ name }) => name)],
    rows: Array.from({ length: steps.length }, (_, row) => [
      steps[row]!,
      ...all.map(({ values }) => values[row] ?? null),
    ]),
  };
}

/** Maps over the same patches: one row a patch, one column a map; rows and columns count from 1, as the page says them. */
export function mapsTable(grid: number, maps: readonly { name: string; values: ArrayLike<number> }[]): Table {
  return {
    columns: [figureText.row, figureText.column, ...maps.map(({ name }) => name)],
    rows: Array.from({ length: grid * grid }, (_, patch) => [
      Math.floor(patch / grid) + 1,
      (patch % grid) + 1,
      ...maps.map(({ values }) => values[patch]!),
    ]),
  };
}
