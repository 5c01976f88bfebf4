import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DataSource } from '../../src/engine/data/remote';

/** Reads prepared data sets from a local folder, for headless runs. */
export function preparedFiles(folder = 'public/data'): DataSource {
  return {
    baseUrl: `${pathToFileURL(folder).href}/`,
    fetch: async (url, init) => {
      try {
        return new Response(new Uint8Array(await readFile(fileURLToPath(url), init)));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
          return new Response(null, { status: 404 });
        throw error;
      }
    },
  };
}
