import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from './imageHeader';

const text = (letters: string) => Array.from(letters, (letter) => letter.charCodeAt(0));
const png = (width: number, height: number) => new Uint8Array(PNG.sync.write(new PNG({ width, height })));

/** A camera's file: a thumbnail with its own size and end comes first, in an APP1 segment. */
const jpeg = Uint8Array.of(
  ...[0xff, 0xd8],
  ...[0xff, 0xe1, 0, 17, 0xff, 0xd8, 0xff, 0xc0, 0, 8, 8, 0, 9, 0, 9, 0xff, 0xd9, 0, 0],
  ...[0xff, 0xff, 0xc2, 0, 11, 8, 0x01, 0x2c, 0x02, 0x58, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3],
  ...[0xff, 0xd9],
);
const gif = Uint8Array.of(...text('GIF89a'), 0x58, 0x02, 0x2c, 0x01, 0, 0, 0, 0x2c, 1, 2, 3, 0x3b);
const bmp = (height: number) => {
  const bytes = new Uint8Array(60);
  const view = new DataView(bytes.buffer);
  bytes.set(text('BM'));
  view.setUint32(2, 60, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, 600, true);
  view.setInt32(22, height, true);
  return bytes;
};
const webp = (kind: string, rest: readonly number[]) => {
  const bytes = Uint8Array.of(...text('RIFF'), 0, 0, 0, 0, ...text(`WEBP${kind}`), 0, 0, 0, 0, ...rest);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  return bytes;
};
const lossy = webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x58, 0x02, 0x2c, 0x01, 0, 0]);
const lossless = webp('VP8L', [
  0x2f,
  ...[599 | (299 << 14)].flatMap((b) => [b, b >>> 8, b >>> 16, b >>> 24]),
  0,
  0,
  0,
  0,
  0,
]);
const extended = webp('VP8X', [0, 0, 0, 0, 0x57, 0x02, 0, 0x2b, 0x01, 0]);

const files: readonly (readonly [string, string, Uint8Array])[] = [
  ['PNG', 'PNG', png(600, 300)],
  ['JPEG with a thumbnail', 'JPEG', jpeg],
  ['GIF', 'GIF', gif],
  ['BMP', 'BMP', bmp(300)],
  ['BMP from the top', 'BMP', bmp(-300)],
  ['lossy WebP', 'WebP', lossy],
  ['lossless WebP', 'WebP', lossless],
  ['extended WebP', 'WebP', extended],
];

describe('Image headers', () => {
  it.each(files)('%s: format, size, whole', (_, format, bytes) => {
    expect(readImageHeader(bytes)).toEqual({ format, size: { width: 600, height: 300 }, whole: true });
  });

  it.each(files)('%s: every truncated file is detected, and none throws', (_, format, bytes) => {
    for (let length = 18; length < bytes.length; length++)
      expect(readImageHeader(bytes.subarray(0, length))).toMatchObject({ format, whole: false });
    for (let length = 0; length < 18; length++)
      expect(readImageHeader(bytes.subarray(0, length))?.whole).not.toBe(true);
  });

  it('ignores data after the end', () => {
    for (const bytes of [png(600, 300), jpeg, lossy])
      expect(readImageHeader(Uint8Array.of(...bytes, 1, 2, 3))?.whole).toBe(true);
    expect(readImageHeader(Uint8Array.of(...gif, 0, 0))?.whole).toBe(true);
  });

  it('returns null for a text', () => {
    for (const words of [
      '',
      'hello',
      'BMW has a factory in Dingolfing, and another in Munich.',
      'GIF',
      'RIFF....WAVEfmt ',
    ])
      expect(readImageHeader(Uint8Array.from(text(words)))).toBeNull();
  });

  it('terminates with any bytes after any header', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files.map(([, , bytes]) => bytes)),
        fc.nat(40),
        fc.uint8Array({ maxLength: 80 }),
        (bytes, kept, rest) => {
          const header = readImageHeader(Uint8Array.of(...bytes.subarray(0, kept), ...rest));
          if (header?.whole) expect(header.size).not.toBeNull();
        },
      ),
    );
  });
});
