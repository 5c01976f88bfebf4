import type { Inference } from '../spec/experiment';

/** Softmax of one row of logits at temperature τ. */
export function softmax(logits: ArrayLike<number>, tau = 1): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logits.length; c++) most = Math.max(most, logits[c]!);
  const result = Float64Array.from(logits, (z) => Math.exp((z - most) / tau));
  const sum = result.reduce((a, b) => a + b, 0);
  return result.map((p) => p / sum);
}

/** First index of the largest value. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if (values[c]! > values[best]!) best = c;
  return best;
}

/**
 * The student's answer (a class) by way of inference: one head, the mean of logits (the reference code), or the sum of softmax
 * outputs (the paper, section 5.3).
 */
export function answer(cls: ArrayLike<number>, dist: ArrayLike<number> | null, inference: Inference): number | null {
  if (inference === 'cls') return argMax(cls);
  if (!dist) return null;
  if (inference === 'dist') return argMax(dist);
  if (inference === 'both-logits') return argMax(Float64Array.from(cls, (z, c) => z + dist[c]!));
  const other = softmax(dist);
  return argMax(softmax(cls).map((p, c) => p + other[c]!));
}
