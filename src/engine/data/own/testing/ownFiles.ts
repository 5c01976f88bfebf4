/** A user's files, for tests. */
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import { ProblemError } from '../../../../experiment/problem';
import { loadOwn } from '../../own';
import { idxImages, idxLabels, unwatched } from '../../testing/files';
import type { OwnFile } from '../files';
import type { DecodeImage } from '../square';

/** Decodes PNG files. */
export const decodeImage: DecodeImage = async (file) => {
  const { width, height, data } = PNG.sync.read(Buffer.from(await file.arrayBuffer()));
  return { width, height, rgba: data };
};
/** A user's file. */
export const own = (path: string, bytes: Uint8Array): OwnFile => ({ path, file: new Blob([Uint8Array.from(bytes)]) });
export const load = (files: OwnFile[], more: { seed?: number; size?: number } = {}, control = unwatched()) =>
  loadOwn(files, { decodeImage, ...more }, control);

/** The message with which the files are refused. */
export async function messageOf(files: OwnFile[]): Promise<string> {
  const error = await load(files).then(
    () => new Error('loaded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error;
  expect(error.problem).toMatchObject({ kind: 'bad-file', kept: 'Everything that was loaded before is kept.' });
  expect(error.message).toMatch(/\.$/);
  return error.message;
}

/** A PNG of one colour. */
export function png(colour: readonly number[], width = 8, height = 8): Uint8Array {
  const picture = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) picture.data.set([...colour, 255].slice(0, 4), 4 * i);
  return new Uint8Array(PNG.sync.write(picture));
}

/** `count` images of each of three classes with its own colour, as paths and contents. */
export const pictures = (count: number, root = 'pets/'): Record<string, Uint8Array> =>
  Object.fromEntries(
    ['cat', 'dog', 'emu'].flatMap((label, k) =>
      Array.from({ length: count }, (_, i) => [`${root}${label}/${i}.png`, png([80 * k, i, 255 - i])] as const),
    ),
  );
export const filesOf = (entries: Record<string, Uint8Array>) =>
  Object.entries(entries).map(([path, bytes]) => own(path, bytes));

/** A pair of IDX files with images of 30 × 30 pixels of three classes. */
export const digits = (count: number, seed = 0) => {
  const labels = Uint8Array.from({ length: count }, (_, i) => (i + seed) % 3);
  const pixels = Uint8Array.from({ length: count * 30 * 30 }, (_, i) => labels[Math.floor(i / 900)]! * 50 + seed);
  return { images: idxImages({ count, height: 30, width: 30, pixels }), labels: idxLabels(labels) };
};
