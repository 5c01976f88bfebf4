import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip, gunzipHead, isGzip } from './gunzip';

const never = new AbortController().signal;
const packed = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

describe('gunzip', () => {
  it('unpacks a whole file and its first bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(400), async (bytes, length) => {
        const file = packed(bytes);
        expect(isGzip(file)).toBe(true);
        expect(await gunzip(new Blob([file]), 'f.gz', 300, never)).toEqual(bytes);
        expect(await gunzipHead(new Blob([file]), 'f.gz', length, never)).toEqual(bytes.slice(0, length));
      }),
    );
  });

  it('stops at the limit', async () => {
    const bomb = new Blob([packed(new Uint8Array(5_000_000))]);
    await expect(gunzip(bomb, 'f.gz', 2_000_000, never)).rejects.toThrow('f.gz unpacks to more than the 2 MB');
  });

  it('refuses a truncated or damaged file and names it', async () => {
    const file = packed(new Uint8Array(1000).map((_, i) => i * i));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: file.length - 1 }), async (length) => {
        await expect(gunzip(new Blob([file.subarray(0, length)]), 'f.gz', 1000, never)).rejects.toThrow(
          'f.gz is damaged',
        );
      }),
      { numRuns: 30 },
    );
    const damaged = file.slice();
    damaged[damaged.length - 6]! ^= 1;
    await expect(gunzip(new Blob([damaged]), 'f.gz', 1000, never)).rejects.toThrow('f.gz is damaged');
  });

  it('stops on a cancel', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(gunzip(new Blob([packed(new Uint8Array(9))]), 'f.gz', 9, abort.signal)).rejects.toThrow('enough');
  });
});
