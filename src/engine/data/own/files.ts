import { badFile } from '../badFile';

/** A file of the person's own; `path` keeps its folders, with `/` between them. */
export interface OwnFile {
  path: string;
  file: Blob;
}

/**
 * All its bytes, or the first.
 * @throws ProblemError `bad-file` when the disk does not give them.
 */
export async function fileBytes({ path, file }: OwnFile, first = file.size): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, first).arrayBuffer());
  } catch (error) {
    throw badFile(`${path} could not be read.`, 'If it was moved or changed, choose it again.', error);
  }
}

/** What systems leave in folders and zips beside the person's files. */
export function isJunk(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}

/** In the order of a file manager, numbers by their value: the same set of files always gives the same data. */
const COLLATOR = new Intl.Collator('en', { numeric: true });
export const inOrder = (a: string, b: string): number => COLLATOR.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
