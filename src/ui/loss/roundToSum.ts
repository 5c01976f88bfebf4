/** A sum as it is shown: the digits of the parts add up to the digits of the total. */
export interface ShownSum {
  total: string;
  parts: string[];
  /** False where the numbers do not add up by more than rounding; then each is rounded by itself. */
  exact: boolean;
}

/**
 * Rounds a total and its parts to `decimals` so that what is read adds up: the total is rounded, the parts are rounded down,
 * and the last digits still missing go to the parts that lost most (largest remainder). A shown part is less than one unit of
 * the last digit away from the number behind it.
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
