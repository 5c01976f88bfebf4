import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { idxKind, idxLength, parseIdxImages, parseIdxLabels } from './idx';
import { idxImages, idxLabels } from './testing/files';

const smallImages = fc
  .record({
    count: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
  })
  .chain((size) =>
    fc
      .uint8Array({
        minLength: size.count * size.height * size.width,
        maxLength: size.count * size.height * size.width,
      })
      .map((pixels) => ({ ...size, pixels })),
  );
const labels = fc.uint8Array({ minLength: 1, maxLength: 40, max: 199 });

/** Expects a result or a sentence about this file. */
function expectProblemOrNothing(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining('f.idx'),
    });
  }
}

describe('IDX', () => {
  it('reads the images and labels that were written', () => {
    fc.assert(
      fc.property(smallImages, (images) => {
        expect(parseIdxImages(idxImages(images), 'f.idx')).toEqual(images);
      }),
    );
    fc.assert(
      fc.property(labels, (written) => {
        expect(parseIdxLabels(idxLabels(written), 'f.idx')).toEqual(written);
      }),
    );
  });

  it('reads from the middle of a larger buffer', () => {
    const file = idxImages({ count: 1, height: 1, width: 2, pixels: Uint8Array.of(3, 4) });
    const larger = new Uint8Array(file.length + 10);
    larger.set(file, 7);
    expect(parseIdxImages(larger.subarray(7, 7 + file.length), 'f.idx').pixels).toEqual(Uint8Array.of(3, 4));
  });

  it('finds kind and size from the first bytes', () => {
    const file = idxImages({ count: 60000, height: 28, width: 28, pixels: new Uint8Array(0) });
    expect([idxKind(file), idxLength(file)]).toEqual(['images', 47040016]);
    expect([idxKind(idxLabels(new Uint8Array(7))), idxLength(idxLabels(new Uint8Array(7)))]).toEqual(['labels', 15]);
    expect([idxKind(new Uint8Array(16)), idxLength(file.subarray(0, 9))]).toEqual([null, null]);
  });

  it('refuses missing and extra bytes and names the file', () => {
    fc.assert(
      fc.property(smallImages, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (images, share) => {
        const whole = idxImages(images);
        expect(() => parseIdxImages(whole.subarray(0, Math.floor(whole.length * share)), 'f.idx')).toThrow(
          /^f\.idx is cut short/,
        );
        expect(() => parseIdxImages(Uint8Array.of(...whole, 0), 'f.idx')).toThrow(/^f\.idx is too long/);
      }),
    );
  });

  it('any bytes and any mutation are read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expectProblemOrNothing(() => parseIdxImages(bytes, 'f.idx'));
        expectProblemOrNothing(() => parseIdxLabels(bytes, 'f.idx'));
      }),
    );
    fc.assert(
      fc.property(smallImages, fc.nat(15), fc.nat(255), (images, at, byte) => {
        const mutated = idxImages(images);
        mutated[at] = byte;
        expectProblemOrNothing(() => parseIdxImages(mutated, 'f.idx'));
      }),
    );
  });

  it('says what is wrong', () => {
    const pixels = new Uint8Array(16).fill(1);
    expect(() => parseIdxImages(idxLabels(pixels), 'f.idx')).toThrow('begins with 00 00 08 01 instead of 00 00 08 03');
    expect(() => parseIdxLabels(Uint8Array.of(1, 2, 200), 'f.idx')).toThrow('cut short');
    expect(() => parseIdxLabels(idxLabels(Uint8Array.of(1, 2, 200)), 'f.idx')).toThrow('the label 200 at position 2');
    expect(() => parseIdxLabels(idxLabels(new Uint8Array(0)), 'f.idx')).toThrow('holds no labels');
  });

  it('refuses a header with absurd sizes', () => {
    const file = idxImages({ count: 0xffffffff, height: 0xffffffff, width: 0xffffffff, pixels: new Uint8Array(10) });
    expect(() => parseIdxImages(file, 'f.idx')).toThrow(/cut short/);
    const empty = idxImages({ count: 0xffffffff, height: 0, width: 9, pixels: new Uint8Array(0) });
    expect(() => parseIdxImages(empty, 'f.idx')).toThrow(/holds no images/);
  });
});
