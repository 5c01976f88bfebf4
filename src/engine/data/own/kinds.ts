import { checkFileSize } from '../badFile';

import { CIFAR_RECORD } from '../cifarBinary';
import { gunzip, gunzipHead, isGzip } from '../gunzip';
import { IDX_HEAD, idxKind, idxLength } from '../idx';
import { LIMITS } from '../limits';
import { fileBytes, type OwnFile } from './files';
import { FORMAT_HEAD, readImageHeader } from './imageHeader';

export type Kind = 'zip' | 'archive' | 'idx-images' | 'idx-labels' | 'cifar' | 'picture' | 'other';

const HEAD = 32;
const BATCH_NAME = /\.bin(\.gz)?$/i;

/** The kind by file name, for content that is not recognised. The reader of that kind then reports what is wrong. */
const KINDS_BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/\.zip$/i, 'zip'],
  [/\.(tar|tgz|tar\.\w+|7z|rar)$/i, 'archive'],
  [/images.*idx3|idx3-ubyte/i, 'idx-images'],
  [/labels.*idx1|idx1-ubyte/i, 'idx-labels'],
  [BATCH_NAME, 'cifar'],
  [/\.(png|jpe?g|jfif|gif|webp|bmp|tiff?|heic|heif|avif|svg)$/i, 'picture'],
];

/** The kind of a file, by content if it is recognised, else by name. */
export async function kindOf(own: OwnFile, signal: AbortSignal): Promise<Kind> {
  const { path, file } = own;
  const start = await fileBytes(own, HEAD);
  const packed = isGzip(start);
  const byName = KINDS_BY_NAME.find(([name]) => name.test(path))?.[1] ?? 'other';
  if (packed && byName === 'archive') return 'archive';
  const head = packed ? await gunzipHead(file, path, HEAD, signal) : start;
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return packed ? 'archive' : 'zip';
  // A CIFAR-10 batch can start like an IDX file: label 0 and a dark image.
  if (BATCH_NAME.test(path) && (packed || file.size % CIFAR_RECORD === 0)) return 'cifar';
  const idx = idxKind(head.subarray(0, IDX_HEAD));
  if (idx) return idx === 'images' ? 'idx-images' : 'idx-labels';
  if (!packed && readImageHeader(head.subarray(0, FORMAT_HEAD + 2)) !== null) return 'picture';
  return byName;
}

/**
 * Reads a file of many images and unpacks it if it is gzipped, but never more than its header or the limits allow.
 *
 * @throws ProblemError `bad-file` if it is damaged or too large; the signal's reason
 */
export async function contentOf(own: OwnFile, signal: AbortSignal): Promise<Uint8Array> {
  const { path, file } = own;
  const start = await fileBytes(own, HEAD);
  if (isGzip(start)) {
    const announced = idxLength(await gunzipHead(file, path, IDX_HEAD, signal));
    return gunzip(file, path, Math.min(announced ?? LIMITS.unpackedBytes, LIMITS.unpackedBytes), signal);
  }
  checkFileSize(path, file.size);
  const bytes = await fileBytes(own);
  signal.throwIfAborted();
  return bytes;
}
