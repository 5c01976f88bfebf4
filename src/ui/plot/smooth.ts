/**
 * Exponential moving average, debiased as in TensorBoard: the running mean starts from 0 and is divided by 1 − wⁿ, so that the
 * first values are not pulled down. `weight` w is the weight of the past, 0…0.999; 0 returns the values themselves. A value that
 * is not finite stays as it is and does not change the mean.
 */
export function smooth(values: Float32Array, weight: number): Float32Array {
  const smoothed = new Float32Array(values.length);
  let mean = 0;
  let past = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      continue;
    }
    mean = mean * weight + (1 - weight) * value;
    past *= weight;
    smoothed[i] = mean / (1 - past);
  }
  return smoothed;
}
