import { badFile } from '../badFile';

/** A user's own file. `path` includes its folders, separated by `/`. */
export interface OwnFile {
  path: string;
  file: Blob;
}

/**
 * Reads all bytes of a file, or its first ones.
 *
 * @throws ProblemError `bad-file` if the file cannot be read
 */
export async function fileBytes({ path, file }: OwnFile, first = file.size): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, first).arrayBuffer());
  } catch (error) {
    throw badFile(`${path} could not be read.`, 'If you moved or changed it, choose it again.', error);
  }
}

/** Whether operating systems put this file into folders and zips on their own. */
export function isJunk(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}

/** The order of file managers, with numbers by value. The same set of files always gives the same data set. */
const COLLATOR = new Intl.Collator('en', { numeric: true });
export const inOrder = (a: string, b: string): number => COLLATOR.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
