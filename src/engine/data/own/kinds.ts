import { badFile, megabytes } from '../badFile';
import { CIFAR_RECORD } from '../cifarBinary';
import { gunzip, gunzipHead, isGzip } from '../gunzip';
import { IDX_HEAD, idxKind, idxLength } from '../idx';
import { LIMITS } from '../limits';
import { fileBytes, type OwnFile } from './files';
import { FORMAT_HEAD, readImageHeader } from './imageHeader';

export type Kind = 'zip' | 'archive' | 'idx-images' | 'idx-labels' | 'cifar' | 'picture' | 'other';

const HEAD = 32;
const BATCH_NAME = /\.bin(\.gz)?$/i;

/** What a name promises, for content that gives no sign: the reader of that kind then says what is wrong with it. */
const PROMISES: readonly (readonly [RegExp, Kind])[] = [
  [/\.zip$/i, 'zip'],
  [/\.(tar|tgz|tar\.\w+|7z|rar)$/i, 'archive'],
  [/images.*idx3|idx3-ubyte/i, 'idx-images'],
  [/labels.*idx1|idx1-ubyte/i, 'idx-labels'],
  [BATCH_NAME, 'cifar'],
  [/\.(png|jpe?g|jfif|gif|webp|bmp|tiff?|heic|heif|avif|svg)$/i, 'picture'],
];

/** By content first, by name only where the content is unknown. */
export async function kindOf(own: OwnFile, signal: AbortSignal): Promise<Kind> {
  const { path, file } = own;
  const start = await fileBytes(own, HEAD);
  const packed = isGzip(start);
  const promised = PROMISES.find(([name]) => name.test(path))?.[1] ?? 'other';
  if (packed && promised === 'archive') return 'archive';
  const head = packed ? await gunzipHead(file, path, HEAD, signal) : start;
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return packed ? 'archive' : 'zip';
  // A batch may begin like an IDX file: label 0 and a dark picture.
  if (BATCH_NAME.test(path) && (packed || file.size % CIFAR_RECORD === 0)) return 'cifar';
  const idx = idxKind(head.subarray(0, IDX_HEAD));
  if (idx) return idx === 'images' ? 'idx-images' : 'idx-labels';
  if (!packed && readImageHeader(head.subarray(0, FORMAT_HEAD + 2)) !== null) return 'picture';
  return promised;
}

/** A file of many images, unpacked if it is gzipped, and never more than its header or the limits allow. */
export async function contentOf(own: OwnFile, signal: AbortSignal): Promise<Uint8Array> {
  const { path, file } = own;
  const start = await fileBytes(own, HEAD);
  if (isGzip(start)) {
    const announced = idxLength(await gunzipHead(file, path, IDX_HEAD, signal));
    return gunzip(file, path, Math.min(announced ?? LIMITS.unpackedBytes, LIMITS.unpackedBytes), signal);
  }
  if (file.size > LIMITS.unpackedBytes)
    throw badFile(`${path} has ${megabytes(file.size)}; at most ${megabytes(LIMITS.unpackedBytes)} can be loaded.`);
  const bytes = await fileBytes(own);
  signal.throwIfAborted();
  return bytes;
}
