/**
 * The header of an image file. It is read before the image is decoded, to refuse huge images, other files named .png, and truncated
 * files.
 */
export interface ImageHeader {
  format: 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP';
  /** In pixels; null if the file ends before its size. */
  size: { width: number; height: number } | null;
  /** Whether the file is complete, as far as its structure tells. */
  whole: boolean;
}

/** Bytes that identify the format. */
export const FORMAT_HEAD = 16;

/** Reads the header of an image file; null for any other file. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return png(view);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpeg(view);
  if (startsWith(bytes, ascii('GIF87a')) || startsWith(bytes, ascii('GIF89a'))) return gif(view);
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes.subarray(8), ascii('WEBP'))) return webp(view);
  // Two letters are weak evidence, so the reserved bytes and the size of the second header are checked too.
  if (
    startsWith(bytes, ascii('BM')) &&
    view.byteLength >= 18 &&
    view.getUint32(6) === 0 &&
    bmpHeaders.has(view.getUint32(14, true))
  )
    return bmp(view);
  return null;
}

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, i) => bytes[i] === byte);
const sized = (width: number, height: number): ImageHeader['size'] => ({ width, height });

/** PNG (W3C): chunks of length, type, content, checksum; IHDR first, IEND last. */
function png(view: DataView): ImageHeader {
  const size = view.byteLength >= 24 ? sized(view.getUint32(16), view.getUint32(20)) : null;
  let at = 8;
  while (at + 12 <= view.byteLength) {
    const end = at + 12 + view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49454e44) return { format: 'PNG', size, whole: end <= view.byteLength };
    at = end;
  }
  return { format: 'PNG', size, whole: false };
}

/** JPEG (ITU T.81, annex B): segments up to the frame header with the size, then entropy-coded data up to EOI. */
function jpeg(view: DataView): ImageHeader {
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      // A fill byte.
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const size = at + 9 <= view.byteLength ? sized(view.getUint16(at + 7), view.getUint16(at + 5)) : null;
      return { format: 'JPEG', size, whole: size !== null && hasEnd(view, at) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return { format: 'JPEG', size: null, whole: false };
}

/** Whether there is an EOI marker after the frame header. Cameras may append data after it, and thumbnails before have their own. */
function hasEnd(view: DataView, from: number): boolean {
  for (let at = view.byteLength - 2; at > from; at--) if (view.getUint16(at) === 0xffd9) return true;
  return false;
}

/** GIF89a: logical screen size; a trailer, which some programs follow with zeros. */
function gif(view: DataView): ImageHeader {
  const size = view.byteLength >= 10 ? sized(view.getUint16(6, true), view.getUint16(8, true)) : null;
  let last = view.byteLength - 1;
  while (last > 13 && view.getUint8(last) === 0) last--;
  return { format: 'GIF', size, whole: size !== null && last > 13 && view.getUint8(last) === 0x3b };
}

/** WebP (RFC 9649): lossy, lossless or extended. */
function webp(view: DataView): ImageHeader {
  const whole = view.byteLength >= 8 + view.getUint32(4, true);
  const headerOf = (size: ImageHeader['size']): ImageHeader => ({
    format: 'WebP',
    size,
    whole: whole && size !== null,
  });
  if (view.byteLength < 30) return headerOf(null);
  const kind = view.getUint32(12);
  if (kind === 0x56503820) return headerOf(sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff));
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return headerOf(sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1));
  }
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  return headerOf(sized(three(24) + 1, three(27) + 1));
}

/** Sizes of the second header by version. */
const bmpHeaders = new Set([12, 40, 52, 56, 108, 124]);

/** BMP: a negative size means rows from the top. The header holds the size of the file. */
function bmp(view: DataView): ImageHeader {
  if (view.byteLength < 26) return { format: 'BMP', size: null, whole: false };
  const old = view.getUint32(14, true) === 12;
  const size = old
    ? sized(view.getUint16(18, true), view.getUint16(20, true))
    : sized(Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
  return { format: 'BMP', size, whole: view.byteLength >= view.getUint32(2, true) };
}
