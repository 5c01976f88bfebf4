/** Curves of several runs on one axis of steps. */
import type { Row } from '../plot/curves';

/** The steps of the longest run: every other's are its beginning. */
export function longest(steps: readonly Float64Array<ArrayBuffer>[]): Float64Array<ArrayBuffer> {
  return steps.reduce((a, b) => (b.length > a.length ? b : a), new Float64Array());
}

/** As long as the others; where the run was over there is no number. */
export function padded(values: Float32Array, length: number): Float32Array {
  const column = new Float32Array(length).fill(Number.NaN);
  column.set(values);
  return column;
}

/**
 * Points of several curves by all steps that any of them has.
 *
 * @returns rows to draw, that lack the key of a curve without a point there, and the same as columns for reading
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
