import { curvesText } from '../../sentences/curves';

/** A loss with four decimals, or six digits if it is large, so that its width stays the same. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return curvesText.notFinite;
  if (Math.abs(value) < 100) return value.toFixed(4);
  return Math.abs(value) < 1e5 ? value.toPrecision(6) : value.toExponential(2);
}

/** A share 0…1 as a percentage with one decimal. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : curvesText.notFinite;
}

/** A learning rate such as 9.87e-4. */
export function formatRate(rate: number): string {
  return Number.isFinite(rate) ? rate.toExponential(2) : curvesText.notFinite;
}

/** A tick of an axis, with no more digits than the number needs. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(0);
  return size >= 1e4 ? `${value / 1000}k` : String(value);
}

/** A tick of an axis of shares 0…1, in per cent. */
export function formatPercentTick(share: number): string {
  return String(Math.round(100 * share));
}
