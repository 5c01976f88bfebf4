import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { loadOwn } from '../own';
import { unwatched } from '../testing/files';
import { decodeImage, filesOf, load, messageOf, own, pictures, png } from './testing/ownFiles';

describe('Own image files', () => {
  it('take their class from the folder, are resized, and are split by the seed with every class on both sides', async () => {
    const files = filesOf({
      ...pictures(10),
      'pets/README.md': strToU8('Pets of ours'),
      'pets/.DS_Store': strToU8('x'),
    });
    const dataset = await load(files, { size: 16 });
    expect(dataset).toMatchObject({ classes: ['cat', 'dog', 'emu'], height: 16, width: 16, channels: 3 });
    expect(dataset.about).toMatchObject({ id: 'own', name: 'pets' });
    expect([dataset.train.count, dataset.test.count]).toEqual([24, 6]);
    for (const { labels, images, count } of [dataset.train, dataset.test])
      for (let i = 0; i < count; i++) expect(images[i * 768]).toBe(80 * labels[i]!);
    expect([...dataset.test.labels].sort()).toEqual([0, 0, 1, 1, 2, 2]);
    // A first part has all classes.
    expect(new Set(dataset.train.labels.subarray(0, 12)).size).toBe(3);
    expect(dataset.notes.join(' ')).toMatch(/resized to 16 × 16.*README\.md.*seed 0/);
  });

  it('give the same data set in any order, and another one with another seed', async () => {
    const files = filesOf(pictures(10));
    const [first, again, other] = [await load(files), await load([...files].reverse()), await load(files, { seed: 1 })];
    expect(again).toEqual(first);
    expect(other!.fingerprint).not.toBe(first!.fingerprint);
    expect(other!.test.images).not.toEqual(first!.test.images);
  });

  it('give the same data set in a zip', async () => {
    const plain = await load(filesOf(pictures(4)));
    const zipped = await load([
      own('Downloads/pets.zip', zipSync({ ...pictures(4), '__MACOSX/pets/cat/._0.png': strToU8('x') })),
    ]);
    expect(zipped).toEqual(plain);
  });

  it('keep the split of training and test folders', async () => {
    const files = filesOf({ ...pictures(3, 'pets/train/'), ...pictures(2, 'pets/val/') });
    const { train, test, classes } = await load(files);
    expect([train.count, test.count, classes]).toEqual([9, 6, ['cat', 'dog', 'emu']]);
  });

  it('have one channel if all are grey, otherwise three', async () => {
    const grey = {
      'a/1.png': png([9, 9, 9]),
      'a/2.png': png([8, 8, 8]),
      'b/1.png': png([200, 200, 200]),
      'b/2.png': png([1, 1, 1]),
    };
    const dataset = await load(filesOf(grey));
    expect([dataset.channels, dataset.train.images.length, dataset.mean.length]).toEqual([1, 2 * 1024, 1]);
    expect((await load(filesOf({ ...grey, 'b/3.png': png([1, 2, 1]) }))).channels).toBe(3);
  });

  it('are put over white if they are transparent, with a note', async () => {
    const clear = Object.fromEntries(Object.keys(pictures(2)).map((path) => [path, png([0, 0, 0, 0])]));
    const dataset = await load(filesOf(clear));
    expect(dataset.train.images.every((value) => value === 255)).toBe(true);
    expect(dataset.notes).toContain('Transparent parts were filled with white.');
  });

  it('are skipped and named if a few of many are bad, and fail if more are', async () => {
    const bad = { 'pets/cat/bad.png': strToU8('no picture at all, only words') };
    const dataset = await load(filesOf({ ...pictures(10), ...bad }));
    expect(dataset.train.count + dataset.test.count).toBe(30);
    expect(dataset.notes[0]).toMatch(/^Skipped: pets\/cat\/bad\.png is not a PNG/);
    expect(await messageOf(filesOf({ ...pictures(2), ...bad }))).toMatch(/^pets\/cat\/bad\.png is not a PNG/);
  });

  it('are refused with a sentence that names the file if they are truncated, damaged, too large or empty', async () => {
    const whole = png([1, 2, 3]);
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(16, 10_000);
    new DataView(huge.buffer).setUint32(20, 10_000);
    const none = whole.slice();
    new DataView(none.buffer).setUint32(16, 0);
    const damaged = whole.slice();
    damaged.fill(7, 45, 50);
    const cases: [Uint8Array, string][] = [
      [whole.subarray(0, whole.length - 5), 'pets/cat/x.png is cut short: the end of the PNG image is missing.'],
      [whole.subarray(0, 20), 'pets/cat/x.png is cut short'],
      [huge, 'pets/cat/x.png has 10,000 × 10,000 pixels (100 megapixels); at most 50 megapixels can be loaded.'],
      [none, 'pets/cat/x.png has no pixels'],
      [damaged, 'pets/cat/x.png is damaged: it cannot be decoded as a PNG image.'],
      [new Uint8Array(0), 'pets/cat/x.png is not a PNG'],
    ];
    for (const [bytes, message] of cases)
      expect(await messageOf(filesOf({ ...pictures(2), 'pets/cat/x.png': bytes }))).toContain(message);
  });

  it('are not decoded if their header has too many pixels', async () => {
    const huge = png([1, 2, 3]);
    new DataView(huge.buffer).setUint32(16, 20_000);
    new DataView(huge.buffer).setUint32(20, 5_001);
    const decoded: number[] = [];
    const loading = loadOwn(
      filesOf({ 'a/1.png': huge, 'b/1.png': huge }),
      {
        decodeImage: (file) => {
          decoded.push(file.size);
          return decodeImage(file);
        },
      },
      unwatched(),
    );
    await expect(loading).rejects.toThrow('a/1.png has 20,000 × 5,001');
    expect(decoded).toEqual([]);
  });

  it('need classes with at least two images each', async () => {
    expect(await messageOf(filesOf({ ...pictures(3), 'pets/gnu/only.png': png([1, 2, 3]) }))).toBe(
      'The class gnu has only one image; one is needed for training and another for testing.',
    );
    expect(await messageOf(filesOf({ 'cat/1.png': png([1, 2, 3]), 'cat/2.png': png([1, 2, 3]) }))).toContain('folder');
    expect(await messageOf(filesOf({ ...pictures(2), 'pets/stray.png': png([1, 2, 3]) }))).toContain('pets/stray.png');
    const onlyToTest = {
      'train/a/1.png': png([1, 2, 3]),
      'train/a/2.png': png([1, 2, 3]),
      'train/b/1.png': png([1, 2, 3]),
      'train/b/2.png': png([1, 2, 3]),
      'test/c/1.png': png([1, 2, 3]),
    };
    expect(await messageOf(filesOf(onlyToTest))).toContain('The class c has test images, but no training images');
  });

  it('stop loading on a cancel', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(load(filesOf(pictures(2)), {}, unwatched(abort.signal))).rejects.toThrow('enough');
  });
});
