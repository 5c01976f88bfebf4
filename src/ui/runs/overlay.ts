/** Curves of several runs on one axis of steps. */
import type { Row } from '../plot/curves';

/** The steps of the longest run. The steps of every other run are the beginning of these. */
export function longest(steps: readonly Float64Array<ArrayBuffer>[]): Float64Array<ArrayBuffer> {
  return steps.reduce((a, b) => (b.length > a.length ? b : a), new Float64Array());
}

/** Extends the values to the length of the longest run, with NaN after the end of the run. */
export function padded(values: Float32Array, length: number): Float32Array {
  const column = new Float32Array(length).fill(Number.NaN);
  column.set(values);
  return column;
}

/**
 * The points of several curves, aligned by step.
 *
 * @returns rows to draw, without a key for curves that have no point at that step, and the same values as columns
 */
export function comparedRows(
  curves: readonly { letter: string; points: readonly { step: number; value: number }[] }[],
): { steps: number[]; rows: Row[]; values: (number | null)[][] } {
  const byStep = new Map<number, Row>();
  for (const { letter, points } of curves) {
    for (const { step, value } of points) {
      const row: Row = byStep.get(step) ?? { step };
      row[letter] = value;
      byStep.set(step, row);
    }
  }
  const rows = [...byStep.values()].sort((a, b) => a.step! - b.step!);
  return {
    steps: rows.map(({ step }) => step!),
    rows,
    values: curves.map(({ letter }) => rows.map((row) => row[letter] ?? null)),
  };
}
