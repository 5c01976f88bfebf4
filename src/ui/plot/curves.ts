import { type Axis, linearAxis, logAxis } from './axis';
import { smooth } from './smooth';
import { thin } from './thin';

/** A drawn row: the step, and each curve's value and (as `raw.…`) unsmoothed value; null leaves a gap. */
export type Row = Record<string, number | null>;

export interface DrawnCurves {
  rows: Row[];
  /** Holds every drawn value. */
  axis: Axis;
}

/** About one row per pixel of a small chart: more would not be visible. */
export const MAX_ROWS = 240;

export function rawKey(key: string): string {
  return `raw.${key}`;
}

/**
 * Prepares curves for drawing: smooths them (weight of the past 0…0.999), thins them to `maxRows` rows and finds their axis. On a
 * log axis, values that are not positive leave a gap.
 */
export function drawCurves(
  step: Float64Array,
  columns: Record<string, Float32Array>,
  options: { smoothing: number; log: boolean; maxRows?: number },
): DrawnCurves {
  const keys = Object.keys(columns);
  const raw = Object.values(columns);
  const smoothed = options.smoothing > 0 ? raw.map((column) => smooth(column, options.smoothing)) : [];
  const names = [...(smoothed.length > 0 ? keys : []), ...keys.map((key) => (smoothed.length > 0 ? rawKey(key) : key))];
  const thinned = thin({ step, columns: [...smoothed, ...raw] }, options.maxRows ?? MAX_ROWS);

  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const rows: Row[] = Array.from(thinned.step, (at) => ({ step: at }));
  for (const [i, name] of names.entries()) {
    const column = thinned.columns[i]!;
    for (const [j, row] of rows.entries()) {
      const value = column[j]!;
      const drawn = Number.isFinite(value) && (!options.log || value > 0);
      row[name] = drawn ? value : null;
      if (!drawn) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { rows, axis: options.log ? logAxis(low, high) : linearAxis(high) };
}

/** Index of the step nearest to `step` in rising `steps`; −1 if there are no steps. */
export function nearestRow(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  if (high < 0) return -1;
  return low > 0 && step - steps[low - 1]! < steps[low]! - step ? low - 1 : low;
}
