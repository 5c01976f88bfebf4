import type { Timing } from './report';

/** Quantile with linear interpolation. @param share 0…1 @throws RangeError without samples */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('A quantile needs at least one sample.');
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Median and quartiles. */
export function timingOf(samples: readonly number[]): Timing {
  return {
    median: median(samples),
    low: quantile(samples, 0.25),
    high: quantile(samples, 0.75),
    samples: samples.length,
  };
}

/** Times of one run, from times of several runs together. */
export function perRun({ median, low, high, samples }: Timing, runs: number): Timing {
  return { median: median / runs, low: low / runs, high: high / runs, samples };
}
