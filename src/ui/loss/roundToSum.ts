/** A rounded sum: the shown parts add up to the shown total. */
export interface ShownSum {
  total: string;
  parts: string[];
  /** False if the numbers differ by more than rounding. Then each is rounded on its own. */
  exact: boolean;
}

/**
 * Rounds a total and its parts to `decimals` so that the shown numbers add up (largest remainder method). The total is rounded,
 * the parts are rounded down, and the missing last digits go to the parts that lost most. Every shown part is less than one unit
 * of the last digit away from its exact value.
 */
export function roundToSum(total: number, parts: readonly number[], decimals: number): ShownSum {
  const unit = 10 ** decimals;
  const whole = Math.round(total * unit);
  const down = parts.map((part) => Math.floor(part * unit));
  const missing = whole - down.reduce((a, b) => a + b, 0);
  if (!(missing >= 0 && missing <= parts.length)) {
    return { total: total.toFixed(decimals), parts: parts.map((part) => part.toFixed(decimals)), exact: false };
  }
  const byLoss = parts
    .map((part, i) => ({ i, lost: part * unit - down[i]! }))
    .sort((a, b) => b.lost - a.lost)
    .slice(0, missing);
  for (const { i } of byLoss) down[i]!++;
  return {
    total: (whole / unit).toFixed(decimals),
    parts: down.map((part) => (part / unit).toFixed(decimals)),
    exact: true,
  };
}
