import { rename, writeFile } from 'node:fs/promises';

/** Writes a file as a whole: an interruption leaves the file that was there before. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
