import { ProblemError } from '../../experiment/problem';
import { LIMITS } from './limits';
import { counted, fileSize, grouped } from './quantities';

/**
 * A file that cannot be used. Loaders throw before they return anything, so earlier data are always kept.
 *
 * @param message one sentence that names the file
 */
export function badFile(message: string, remedy?: string, cause?: unknown): ProblemError {
  return new ProblemError('bad-file', message, {
    kept: 'Everything that was loaded before is kept.',
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A file with more images than the limit. @param name name of the file */
export function tooManyImages(name: string, count: number): ProblemError {
  return badFile(`${name} holds ${counted(count, 'image')}; at most ${grouped(LIMITS.images)} can be loaded.`);
}

/** @throws ProblemError `bad-file` if a file of many images, or an archive, is larger than the limit */
export function checkFileSize(path: string, bytes: number): void {
  if (bytes > LIMITS.unpackedBytes)
    throw badFile(`${path} has ${fileSize(bytes)}; at most ${fileSize(LIMITS.unpackedBytes)} can be loaded.`);
}
