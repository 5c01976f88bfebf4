import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { loadOwn } from './own';
import type { OwnFile } from './own/files';
import type { DecodeImage } from './own/square';
import { cifarBytes, idxImages, idxLabels, unwatched } from './testing/files';

const decodeImage: DecodeImage = async (file) => {
  const { width, height, data } = PNG.sync.read(Buffer.from(await file.arrayBuffer()));
  return { width, height, rgba: data };
};
const own = (path: string, bytes: Uint8Array): OwnFile => ({ path, file: new Blob([Uint8Array.from(bytes)]) });
const load = (files: OwnFile[], more: { seed?: number; size?: number } = {}, control = unwatched()) =>
  loadOwn(files, { decodeImage, ...more }, control);

async function messageOf(files: OwnFile[]): Promise<string> {
  const error = await load(files).then(
    () => new Error('loaded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw error;
  expect(error.problem).toMatchObject({ kind: 'bad-file', kept: 'What was loaded before stays.' });
  // One sentence.
  expect(error.message).toMatch(/\.$/);
  return error.message;
}

function png(colour: readonly number[], width = 8, height = 8): Uint8Array {
  const picture = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) picture.data.set([...colour, 255].slice(0, 4), 4 * i);
  return new Uint8Array(PNG.sync.write(picture));
}

/** `count` pictures of each of three colours, as paths and contents. */
const pictures = (count: number, root = 'pets/'): Record<string, Uint8Array> =>
  Object.fromEntries(
    ['cat', 'dog', 'emu'].flatMap((label, k) =>
      Array.from({ length: count }, (_, i) => [`${root}${label}/${i}.png`, png([80 * k, i, 255 - i])] as const),
    ),
  );
const filesOf = (entries: Record<string, Uint8Array>) =>
  Object.entries(entries).map(([path, bytes]) => own(path, bytes));

const digits = (count: number, seed = 0) => {
  const labels = Uint8Array.from({ length: count }, (_, i) => (i + seed) % 3);
  const pixels = Uint8Array.from({ length: count * 30 * 30 }, (_, i) => labels[Math.floor(i / 900)]! * 50 + seed);
  return { images: idxImages({ count, height: 30, width: 30, pixels }), labels: idxLabels(labels) };
};

describe('Own pictures', () => {
  it('take their class from the folder, are resized, and split by the seed with every class on both sides', async () => {
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
    // Any first part has all classes.
    expect(new Set(dataset.train.labels.subarray(0, 12)).size).toBe(3);
    expect(dataset.notes.join(' ')).toMatch(/resized to 16 × 16.*README\.md.*seed 0/);
  });

  it('give the same data set in any order of files, another with another seed', async () => {
    const files = filesOf(pictures(10));
    const [first, again, other] = [await load(files), await load([...files].reverse()), await load(files, { seed: 1 })];
    expect(again).toEqual(first);
    expect(other!.fingerprint).not.toBe(first!.fingerprint);
    expect(other!.test.images).not.toEqual(first!.test.images);
  });

  it('are the same from a zip', async () => {
    const plain = await load(filesOf(pictures(4)));
    const zipped = await load([
      own('Downloads/pets.zip', zipSync({ ...pictures(4), '__MACOSX/pets/cat/._0.png': strToU8('x') })),
    ]);
    expect(zipped).toEqual(plain);
  });

  it('keep a split that the folders make', async () => {
    const files = filesOf({ ...pictures(3, 'pets/train/'), ...pictures(2, 'pets/val/') });
    const { train, test, classes } = await load(files);
    expect([train.count, test.count, classes]).toEqual([9, 6, ['cat', 'dog', 'emu']]);
  });

  it('become one channel when all are grey, and three when one is not', async () => {
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

  it('are put over white where they are transparent, and the notes say so', async () => {
    const clear = Object.fromEntries(Object.keys(pictures(2)).map((path) => [path, png([0, 0, 0, 0])]));
    const dataset = await load(filesOf(clear));
    expect(dataset.train.images.every((value) => value === 255)).toBe(true);
    expect(dataset.notes).toContain('Transparent parts were put over white.');
  });

  it('leave out a few bad ones among many, by name, but fail when they are not few', async () => {
    const bad = { 'pets/cat/bad.png': strToU8('no picture at all, only words') };
    const dataset = await load(filesOf({ ...pictures(10), ...bad }));
    expect(dataset.train.count + dataset.test.count).toBe(30);
    expect(dataset.notes[0]).toMatch(/^Left out: pets\/cat\/bad\.png is not a PNG/);
    expect(await messageOf(filesOf({ ...pictures(2), ...bad }))).toMatch(/^pets\/cat\/bad\.png is not a PNG/);
  });

  it('are refused with a sentence that names the file: cut short, damaged, too large, without pixels', async () => {
    const whole = png([1, 2, 3]);
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(16, 10_000);
    new DataView(huge.buffer).setUint32(20, 10_000);
    const none = whole.slice();
    new DataView(none.buffer).setUint32(16, 0);
    const damaged = whole.slice();
    damaged.fill(7, 45, 50);
    const cases: [Uint8Array, string][] = [
      [whole.subarray(0, whole.length - 5), 'pets/cat/x.png is cut short: the end of the PNG picture is missing.'],
      [whole.subarray(0, 20), 'pets/cat/x.png is cut short'],
      [huge, 'pets/cat/x.png has 10,000 × 10,000 pixels (100 megapixels); at most 50 megapixels can be loaded.'],
      [none, 'pets/cat/x.png has no pixels'],
      [damaged, 'pets/cat/x.png is damaged: it cannot be decoded as a PNG picture.'],
      [new Uint8Array(0), 'pets/cat/x.png is not a PNG'],
    ];
    for (const [bytes, message] of cases)
      expect(await messageOf(filesOf({ ...pictures(2), 'pets/cat/x.png': bytes }))).toContain(message);
  });

  it('are never decoded when their header says too much', async () => {
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

  it('need classes, and two pictures of each', async () => {
    expect(await messageOf(filesOf({ ...pictures(3), 'pets/gnu/only.png': png([1, 2, 3]) }))).toBe(
      'The class gnu has only one picture; one is needed to train and another to test.',
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
    expect(await messageOf(filesOf(onlyToTest))).toContain('The class c has pictures to test, but none to train');
  });

  it('stop when cancelled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(load(filesOf(pictures(2)), {}, unwatched(abort.signal))).rejects.toThrow('enough');
  });
});

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

  it('are split when there is one pair, of any names', async () => {
    const { images, labels } = digits(30);
    const { train, test } = await load([own('pictures', images), own('answers', labels)]);
    expect([train.count, test.count]).toEqual([24, 6]);
    for (let i = 0; i < 24; i++) expect(train.images[i * 900]).toBe(50 * train.labels[i]!);
  });

  it('keep their own label numbers as names', async () => {
    const { images } = digits(4);
    const { classes, train } = await load([
      own('x-images', images),
      own('x-labels', idxLabels(Uint8Array.of(7, 190, 7, 190))),
    ]);
    expect(classes).toEqual(['7', '190']);
    expect(new Set(train.labels)).toEqual(new Set([0, 1]));
  });

  it('are resized when they are not square', async () => {
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
    expect(await messageOf([own(name, images)])).toBe(`${name} comes without its labels.`);
    expect(await messageOf([own('train-labels-idx1-ubyte', labels)])).toContain('comes without its images');
  });

  it('do not unpack a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.concat([digits(3).images, Buffer.alloc(30_000_000)]));
    expect(
      await messageOf([own('train-images-idx3-ubyte.gz', bomb), own('train-labels-idx1-ubyte', digits(3).labels)]),
    ).toContain('train-images-idx3-ubyte.gz unpacks to more');
  });
});

describe('Own CIFAR-10 batches', () => {
  const batch = (count: number, value: number) =>
    cifarBytes({
      count,
      images: new Uint8Array(count * 3072).fill(value),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    });

  it('are read in order, test batch apart', async () => {
    const folder = 'cifar-10-batches-bin';
    const dataset = await load([
      own(`${folder}/test_batch.bin`, batch(10, 3)),
      own(`${folder}/data_batch_2.bin`, batch(10, 2)),
      own(`${folder}/data_batch_1.bin`, batch(20, 1)),
      own(`${folder}/batches.meta.txt`, strToU8('airplane')),
    ]);
    expect([dataset.train.count, dataset.test.count, dataset.classes[9]]).toEqual([30, 10, 'truck']);
    expect([0, 19, 20, 29].map((i) => dataset.train.images[i * 3072])).toEqual([1, 1, 2, 2]);
  });

  it('are refused when cut short or with a label out of range', async () => {
    expect(await messageOf([own('data_batch_1.bin', batch(3, 0).subarray(9))])).toContain(
      'data_batch_1.bin is not a whole CIFAR-10 batch',
    );
    const wrong = batch(3, 0);
    wrong[3073] = 77;
    expect(await messageOf([own('data_batch_1.bin', wrong)])).toContain('data_batch_1.bin has the label 77');
  });
});

describe('Own zips and other files', () => {
  it('refuses a zip that announces too much, and one that hides it', async () => {
    const bomb = zipSync({ 'a/zeros.png': new Uint8Array(40_000_000), 'a/1.png': png([1, 2, 3]) });
    expect(await messageOf([own('bomb.zip', bomb)])).toMatch(
      /^bomb\.zip would unpack to far more than its size \(a\/zeros\.png in it\)/,
    );
    const liar = bomb.slice();
    const view = new DataView(liar.buffer);
    // Sizes in the local header and in the directory, both made small.
    for (let at = 0; at + 30 < liar.length; at++) {
      if (view.getUint32(at) === 0x504b0304) view.setUint32(at + 22, 100, true);
      if (view.getUint32(at) === 0x504b0102) view.setUint32(at + 24, 100, true);
    }
    expect(await messageOf([own('bomb.zip', liar)])).toContain('bomb.zip would unpack to far more');
  });

  it('refuses a zip that is cut short, damaged or full of nothing, naming it', async () => {
    const zip = zipSync(pictures(3));
    for (const length of [3, 100, zip.length - 30])
      expect(await messageOf([own('pets.zip', zip.subarray(0, length))])).toContain('pets.zip is damaged');
    expect(await messageOf([own('pets.zip', strToU8('not a zip'))])).toContain('pets.zip is damaged');
    expect(await messageOf([own('pets.zip', zipSync({ 'a.txt': strToU8('x') }))])).toContain('a.txt');
  });

  it('opens IDX files in a zip', async () => {
    const { images, labels } = digits(6);
    const zip = zipSync({ 'm/train-images-idx3-ubyte': images, 'm/train-labels-idx1-ubyte': labels });
    expect((await load([own('m.zip', zip)])).train.count).toBe(3);
  });

  it('says which kinds there are when nothing is known, mixed or packed otherwise', async () => {
    expect(await messageOf([])).toBe('No files were chosen.');
    expect(await messageOf([own('notes.txt', strToU8('hello'))])).toContain('notes.txt');
    expect(await messageOf([own('cifar-10-binary.tar.gz', gzipSync('x'))])).toContain(
      'cifar-10-binary.tar.gz is an archive',
    );
    const { images, labels } = digits(6);
    expect(await messageOf([own('i', images), own('l', labels), ...filesOf(pictures(2))])).toContain('different kinds');
  });
});
