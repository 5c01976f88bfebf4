/**
 * IDX, the format of MNIST (LeCun, "The MNIST database", file formats): two zero bytes, element type (8: uint8), number of
 * dimensions, the dimensions as big-endian uint32, the elements.
 */
import { badFile, tooManyImages } from './badFile';
import { LIMITS } from './limits';
import { counted, grouped } from './quantities';

const UINT8 = 8;
const IMAGES_DIMENSIONS = 3;
const LABELS_DIMENSIONS = 1;

export interface IdxImages {
  count: number;
  height: number;
  width: number;
  /** [count, height, width]; a view of the file's bytes. */
  pixels: Uint8Array;
}

/** The content of an IDX file of uint8, from its first bytes; null for any other file. */
export function idxKind(head: Uint8Array): 'images' | 'labels' | null {
  if (head[0] !== 0 || head[1] !== 0 || head[2] !== UINT8) return null;
  if (head[3] === IMAGES_DIMENSIONS) return 'images';
  return head[3] === LABELS_DIMENSIONS ? 'labels' : null;
}

/** Bytes that hold the header of either kind. */
export const IDX_HEAD = 16;

/** Size of the file according to its header, in bytes; null if `head` is too short or not IDX. */
export function idxLength(head: Uint8Array): number | null {
  const kind = idxKind(head);
  if (kind === null) return null;
  const dimensions = kind === 'images' ? IMAGES_DIMENSIONS : LABELS_DIMENSIONS;
  const start = 4 + 4 * dimensions;
  return head.length < start ? null : start + sizesOf(head, dimensions).reduce((product, size) => product * size, 1);
}

function sizesOf(bytes: Uint8Array, dimensions: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
}

/** Checks magic number and file size, without allocating anything. @returns the sizes of the dimensions */
function readHeader(bytes: Uint8Array, dimensions: number, what: string, name: string): number[] {
  const start = 4 + 4 * dimensions;
  const magic = [0, 0, UINT8, dimensions];
  const found = Array.from(bytes.subarray(0, 4));
  if (found.length === 4 && magic.some((byte, i) => byte !== found[i]))
    throw badFile(
      `${name} is not an IDX file of ${what}: it begins with ${hex(found)} instead of ${hex(magic)}.`,
      `Choose a file such as train-${what}-idx${dimensions}-ubyte, as it is or gzipped.`,
    );
  if (bytes.length < start)
    throw badFile(`${name} is cut short: it has ${counted(bytes.length, 'byte')}, less than an IDX header.`);
  const sizes = sizesOf(bytes, dimensions);
  const announced = start + sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== announced) {
    const content = dimensions === IMAGES_DIMENSIONS ? sizes.map(grouped).join(' × ') : grouped(sizes[0]!);
    throw badFile(
      `${name} ${bytes.length < announced ? 'is cut short' : 'is too long'}: its header announces ${content} ${what} in ` +
        `${counted(announced, 'byte')}, but there are ${grouped(bytes.length)}.`,
      'Download or copy the file again.',
    );
  }
  return sizes;
}

const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * Reads a file of images.
 *
 * @param name name of the file, for messages
 * @throws ProblemError `bad-file` for a wrong magic number, a wrong file size, no images, or sizes above the limits
 */
export function parseIdxImages(bytes: Uint8Array, name: string): IdxImages {
  const [count = 0, height = 0, width = 0] = readHeader(bytes, IMAGES_DIMENSIONS, 'images', name);
  if (count === 0 || height === 0 || width === 0) throw badFile(`${name} holds no images.`);
  if (count > LIMITS.images) throw tooManyImages(name, count);
  if (height > LIMITS.idxSide || width > LIMITS.idxSide)
    throw badFile(
      `${name} holds images of ${height} × ${width} pixels; at most ${LIMITS.idxSide} per side can be loaded.`,
    );
  return { count, height, width, pixels: bytes.subarray(4 + 4 * IMAGES_DIMENSIONS) };
}

/**
 * Reads a file of labels.
 *
 * @returns the labels, a view of the file's bytes
 * @throws ProblemError `bad-file` for a wrong magic number, a wrong file size, no labels, or a label out of range
 */
export function parseIdxLabels(bytes: Uint8Array, name: string): Uint8Array {
  const [count = 0] = readHeader(bytes, LABELS_DIMENSIONS, 'labels', name);
  if (count === 0) throw badFile(`${name} holds no labels.`);
  const labels = bytes.subarray(4 + 4 * LABELS_DIMENSIONS);
  const wrong = labels.findIndex((label) => label >= LIMITS.classes);
  if (wrong >= 0)
    throw badFile(
      `${name} has the label ${labels[wrong]} at position ${grouped(wrong)}; labels must be between 0 and ${LIMITS.classes - 1}.`,
    );
  return labels;
}
