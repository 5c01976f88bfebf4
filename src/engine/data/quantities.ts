/** Numbers and sizes in sentences. */

const NUMBER = new Intl.NumberFormat('en');

/** 47040016 → "47,040,016". */
export const grouped = (n: number): string => NUMBER.format(n);

/** "1 image", "2 images". */
export const counted = (n: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(n)} ${n === 1 ? noun : plural}`;

/** Millions of bytes: "47 MB", or "47.0 MB" with one decimal place. */
export function megabytes(bytes: number, decimals = 0): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `${(bytes / 1e6).toLocaleString('en', digits)} MB`;
}

/** The size of a file: "512 bytes", "47 MB". */
export const fileSize = (bytes: number): string => (bytes < 1e6 ? counted(bytes, 'byte') : megabytes(bytes));
