import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { CIFAR_RECORD, parseCifarBatch } from './cifarBinary';
import { cifarBytes } from './testing/files';

/** Images in which each byte depends on seed and position. */
const batches = fc.record({ count: fc.integer({ min: 1, max: 4 }), seed: fc.nat() }).map(({ count, seed }) => ({
  count,
  images: Uint8Array.from({ length: count * 3072 }, (_, i) => Math.imul(i + seed, 2654435761) >>> 24),
  labels: Uint8Array.from({ length: count }, (_, i) => (seed + i) % 10),
}));

describe('CIFAR-10 binary batches', () => {
  it('reads the images that were written, channels last', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(parseCifarBatch(cifarBytes(batch), 'b.bin')).toEqual(batch);
      }),
      { numRuns: 20 },
    );
    const red = new Uint8Array(CIFAR_RECORD);
    red[0] = 3;
    red.fill(200, 1, 1025);
    const { images, labels } = parseCifarBatch(red, 'b.bin');
    expect([...images.subarray(0, 6), labels[0]]).toEqual([200, 0, 0, 200, 0, 0, 3]);
  });

  it('refuses a truncated file and a label out of range, and names the file', () => {
    expect(() => parseCifarBatch(new Uint8Array(2 * CIFAR_RECORD - 1), 'b.bin')).toThrow(
      'b.bin is not a whole CIFAR-10 batch: its 6,145 bytes are 1 record of 3,073 bytes, with 3,072 left over.',
    );
    expect(() => parseCifarBatch(new Uint8Array(0), 'b.bin')).toThrow('b.bin');
    const wrong = new Uint8Array(2 * CIFAR_RECORD);
    wrong[CIFAR_RECORD] = 10;
    expect(() => parseCifarBatch(wrong, 'b.bin')).toThrow('b.bin has the label 10 in record 1');
  });

  it('any bytes are read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: CIFAR_RECORD + 2 }), (bytes) => {
        try {
          parseCifarBatch(bytes, 'b.bin');
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
      { examples: [[new Uint8Array(CIFAR_RECORD)], [new Uint8Array(CIFAR_RECORD).fill(255)]] },
    );
  });
});
