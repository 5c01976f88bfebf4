import { ProblemError } from '../../experiment/problem';

/**
 * A file that cannot be used. Loaders throw before they return anything, so what was there is always kept.
 * @param message one sentence that names the file.
 */
export function badFile(message: string, remedy?: string, cause?: unknown): ProblemError {
  return new ProblemError('bad-file', message, {
    kept: 'What was loaded before stays.',
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  });
}

const NUMBER = new Intl.NumberFormat('en');

/** 47040016 → "47,040,016". */
export const grouped = (n: number): string => NUMBER.format(n);

/** "1 image", "2 images". */
export const counted = (n: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(n)} ${n === 1 ? noun : plural}`;

/** A size for the person: "512 bytes", "47 MB". */
export function megabytes(bytes: number): string {
  return bytes < 1e6 ? counted(bytes, 'byte') : `${grouped(Math.round(bytes / 1e6))} MB`;
}
