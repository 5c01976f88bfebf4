/**
 * Quantiles of the normal distribution by rational functions (Acklam 2003, relative error below 1.2e-9), highest power first.
 * Not Box and Muller's cosine: WGSL promises only 2⁻¹¹ of that.
 */
const TAIL = 0.02425;
const MIDDLE_ABOVE = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const MIDDLE_BELOW = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const TAIL_ABOVE = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BELOW = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

/** The value below which a share p of normal draws lies, 0 < p < 1. */
export function normalQuantile(p: number): number {
  const value = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);
  const tail = Math.min(p, 1 - p);
  if (tail < TAIL) {
    const q = Math.sqrt(-2 * Math.log(tail));
    return (p < 0.5 ? 1 : -1) * (value(TAIL_ABOVE, q) / value([...TAIL_BELOW, 1], q));
  }
  const q = p - 0.5;
  return (q * value(MIDDLE_ABOVE, q * q)) / value([...MIDDLE_BELOW, 1], q * q);
}

/** A polynomial as WGSL. */
function horner(coefficients: readonly number[], x: string): string {
  return coefficients.slice(1).reduce((sum, c) => `(${sum} * ${x} + (${c}))`, `(${coefficients[0]})`);
}

/** WGSL statements that return `normalQuantile` of a variable `p`. */
export const NORMAL_QUANTILE_WGSL = `let tail = min(p, 1.0 - p);
  if (tail < ${TAIL}) {
    let q = sqrt(-2.0 * log(tail));
    let z = ${horner(TAIL_ABOVE, 'q')} / ${horner([...TAIL_BELOW, 1], 'q')};
    return select(-z, z, p < 0.5);
  }
  let q = p - 0.5;
  let r = q * q;
  return q * ${horner(MIDDLE_ABOVE, 'r')} / ${horner([...MIDDLE_BELOW, 1], 'r')};`;
