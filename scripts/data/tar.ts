import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * The plain files of an npm package's tarball by path. It reads only what npm writes: ustar with short names. Check the tarball's
 * integrity first.
 */
export function readTarball(tarball: Uint8Array): Map<string, Buffer> {
  const tar = gunzipSync(tarball);
  const files = new Map<string, Buffer>();
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    const type = text(156, 1);
    if (type === '0' || type === '') files.set(text(0, 100), tar.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
