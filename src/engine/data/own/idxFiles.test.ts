import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxImages, idxLabels } from '../testing/files';
import type { OwnFile } from './files';
import { digits, load, messageOf, own } from './testing/ownFiles';

describe('Own IDX files', () => {
  it('are read as training and test pair, gzipped or not', async () => {
    const [train, test] = [digits(12), digits(6, 1)];
    const dataset = await load([
      own('t10k-labels-idx1-ubyte', test.labels),
      own('train-images-idx3-ubyte.gz', gzipSync(train.images)),
      own('train-labels-idx1-ubyte.gz', gzipSync(train.labels)),
      own('t10k-images-idx3-ubyte', test.images),
    ]);
    expect(dataset).toMatchObject({ classes: ['0', '1', '2'], height: 30, width: 30, channels: 1 });
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect([...dataset.test.labels]).toEqual([1, 2, 0, 1, 2, 0]);
    expect([dataset.test.images[0], dataset.test.images[900]]).toEqual([51, 101]);
  });

  it('are split by the seed if there is one pair, with any names', async () => {
    const { images, labels } = digits(30);
    const { train, test } = await load([own('pictures', images), own('answers', labels)]);
    expect([train.count, test.count]).toEqual([24, 6]);
    for (let i = 0; i < 24; i++) expect(train.images[i * 900]).toBe(50 * train.labels[i]!);
  });

  it('use their own labels as class names', async () => {
    const { images } = digits(4);
    const { classes, train } = await load([
      own('x-images', images),
      own('x-labels', idxLabels(Uint8Array.of(7, 190, 7, 190))),
    ]);
    expect(classes).toEqual(['7', '190']);
    expect(new Set(train.labels)).toEqual(new Set([0, 1]));
  });

  it('are resized if they are not square', async () => {
    const images = idxImages({ count: 4, height: 10, width: 20, pixels: new Uint8Array(800).fill(77) });
    const dataset = await load([own('images', images), own('labels', idxLabels(Uint8Array.of(0, 1, 0, 1)))]);
    expect([dataset.height, dataset.width, new Set(dataset.train.images)]).toEqual([32, 32, new Set([77])]);
    expect(dataset.notes[0]).toContain('10 × 20');
  });

  it('are refused with a sentence that names the file', async () => {
    const { images, labels } = digits(6);
    const one = (file: OwnFile) => messageOf([file, own('train-labels-idx1-ubyte', labels)]);
    const name = 'train-images-idx3-ubyte';
    expect(await one(own(name, images.subarray(0, 900)))).toContain(`${name} is cut short`);
    expect(await one(own(name, Uint8Array.of(1, 2, ...images)))).toContain(`${name} is not an IDX file of images`);
    expect(await one(own(`${name}.gz`, gzipSync(images).subarray(0, 60)))).toContain(
      `${name}.gz is damaged or cut short`,
    );
    expect(await one(own(`${name}.gz`, gzipSync(Buffer.concat([images, images]))))).toContain(
      `${name}.gz unpacks to more`,
    );
    expect(await one(own(name, digits(5).images))).toBe(
      `${name} has 5 images, but train-labels-idx1-ubyte has 6 labels.`,
    );
    expect(await messageOf([own(name, images)])).toBe(`${name} was chosen without its labels.`);
    expect(await messageOf([own('train-labels-idx1-ubyte', labels)])).toContain('was chosen without its images');
  });

  it('are not unpacked if they are a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.concat([digits(3).images, Buffer.alloc(30_000_000)]));
    expect(
      await messageOf([own('train-images-idx3-ubyte.gz', bomb), own('train-labels-idx1-ubyte', digits(3).labels)]),
    ).toContain('train-images-idx3-ubyte.gz unpacks to more');
  });
});
