/** Curves over the same steps. */
export interface Curves {
  /** Rising, [rows]. */
  step: Float64Array;
  /** One for each curve, [rows]. */
  columns: readonly Float32Array[];
}

/**
 * Thins curves to at most `maxRows` rows (even, at least 2) without losing an extreme of any of them. Steps are cut into
 * maxRows / 2 buckets of equal length. Each bucket gives two rows, at its first and its last step; they hold its minimum and
 * maximum in their original order. A drawn curve differs by less than the width of a bucket, a pixel or two. Curves that are short
 * enough are returned as they are. Values that are not finite remain only if a bucket has no others.
 */
export function thin({ step, columns }: Curves, maxRows: number): Curves {
  const rows = step.length;
  if (rows <= maxRows) return { step, columns };
  const buckets = maxRows >> 1;
  const starts = Array.from({ length: buckets + 1 }, (_, bucket) => Math.floor((bucket * rows) / buckets));
  const thinnedStep = new Float64Array(2 * buckets);
  for (let bucket = 0; bucket < buckets; bucket++) {
    thinnedStep[2 * bucket] = step[starts[bucket]!]!;
    thinnedStep[2 * bucket + 1] = step[starts[bucket + 1]! - 1]!;
  }
  return { step: thinnedStep, columns: columns.map((column) => thinColumn(column, starts)) };
}

function thinColumn(column: Float32Array, starts: readonly number[]): Float32Array {
  const thinned = new Float32Array(2 * (starts.length - 1));
  for (let bucket = 0; bucket + 1 < starts.length; bucket++) {
    const start = starts[bucket]!;
    let lowest = start;
    let highest = start;
    for (let row = start + 1; row < starts[bucket + 1]!; row++) {
      const value = column[row]!;
      if (!Number.isFinite(value)) continue;
      // Negated, so that a value also replaces a NaN.
      if (!(value >= column[lowest]!)) lowest = row;
      if (!(value <= column[highest]!)) highest = row;
    }
    thinned[2 * bucket] = column[Math.min(lowest, highest)]!;
    thinned[2 * bucket + 1] = column[Math.max(lowest, highest)]!;
  }
  return thinned;
}
