import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDifferences, toDifferences } from './predict';
import { makeShapes } from './shapes';
import { unwatched } from './testing/files';

describe('Differences', () => {
  it('decode to the exact images', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, size, fc.infiniteStream(fc.nat(255)), (count, height, width, bytes) => {
        const images = Uint8Array.from(bytes.take(count * height * width * 3));
        const back = toDifferences(images, height, width);
        fromDifferences(back, height, width);
        expect(back).toEqual(images);
      }),
    );
  });

  it('compress better than the images themselves', async () => {
    const { images } = (await makeShapes(unwatched(), { train: 50, test: 1 })).train;
    expect(gzipSync(toDifferences(images, 32, 32)).length).toBeLessThan(0.8 * gzipSync(images).length);
  });
});
