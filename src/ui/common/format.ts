import { text } from '../../sentences/page';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number, thousands apart. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** Three figures and a word: 1.26 billion, 3.92 million, 812. */
export function formatLarge(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toPrecision(3)} million`;
  return formatCount(count);
}

/** Minutes and seconds, 2:05, or hours, minutes and seconds, 1:02:05. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return text.nothing;
  const whole = Math.round(seconds);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = twoDigits(whole % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Bytes as GiB, MiB or KiB. */
export function formatBytes(bytes: number): string {
  if (bytes >= 2 ** 30) return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return bytes >= 2 ** 20 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${Math.ceil(bytes / 2 ** 10)} KiB`;
}
