/** How numbers, sizes and times are written in the language of the page. */

export { formatBytes } from '../experiment/bytes';

/** The language of the page, as a BCP 47 tag. */
export const LOCALE = 'en';

/** Stands for a value that does not exist or is unknown. */
export const NOTHING = '–';

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });

/** A whole number with separators between thousands: 12,345. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** Three significant digits, with separators between thousands: 1,230 or 0.0457. */
export function formatThreeDigits(value: number): string {
  return threeDigits.format(value);
}

/** Three significant digits and a word: 1.26 billion, 3.92 million, 812. */
export function formatLarge(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toPrecision(3)} million`;
  return formatCount(count);
}

/** A share from 0 to 1 as whole per cent: 48 %. */
export function formatShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Minutes and seconds (2:05), or hours, minutes and seconds (1:02:05). */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return NOTHING;
  const total = Math.round(seconds);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const rest = twoDigits(total % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}
