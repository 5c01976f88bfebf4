/** An attention value: three decimals, or more for small values so that two digits are visible. */
export function formatAttention(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.0095) return value.toFixed(3);
  return size < 1e-6 ? value.toExponential(1) : value.toFixed(1 - Math.floor(Math.log10(size)));
}
