import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { TINY_ALONE } from './experiments';
import {
  cifarBatch,
  type Files,
  hugePng,
  idxPair,
  pictures,
  png,
  text,
  type Upload,
  upload,
  zip,
  zipBomb,
} from './fixtures/files';
import { Playground } from './pages/playground';

// All tests share one page: each kind of file replaces the previous data set, and a bad file must not change it.
test.describe.configure({ mode: 'serial' });
let playground: Playground;

test.beforeAll(async ({ browser }) => {
  playground = await Playground.inBrowser(browser, TINY_ALONE);
  await playground.controls.ready();
  await playground.form.unfold('data');
});
test.afterAll(() => playground.close());

/** A folder on disk, which the folder picker needs. */
function folderOf(path: string, files: Files): string {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

interface Expected {
  name: string;
  counts: string;
  format: string;
  /** Training images of each class. */
  classes: Record<string, number>;
}

/** Checks that the dialog has closed, that the card describes the files, and that a step trains on them. */
async function expectInUse({ name, counts, format, classes }: Expected): Promise<void> {
  const { controls, curves, dataset } = playground;
  await expect(dataset.dialog).toBeHidden();
  await expect(dataset.card.getByRole('heading')).toHaveText(name);
  await expect(dataset.card).toContainText(counts);
  await expect(dataset.card).toContainText(format);
  await expect(dataset.card).toContainText('they do not leave it');
  await expect(dataset.classes).toHaveText(Object.entries(classes).map(([label, count]) => `${label}${count}`));
  await expect(dataset.samples).toHaveCount(Object.keys(classes).length);
  await expect(dataset.picker).toHaveValue('own');
  await controls.ready();
  expect(await controls.steps()).toBe(0);
  await controls.stepTimes(1);
  const { values } = await curves.point(curves.loss);
  expect(Number(values.total)).toBeGreaterThan(0);
}

test('a zip with one folder per class', async () => {
  const { dataset } = playground;
  await dataset.chooseOwn();
  await dataset.load(dataset.files, [upload('pets.zip', zip(pictures(10, 'pets/')))]);
  await expectInUse({
    name: 'pets',
    counts: '24 training and 6 test images',
    format: '32 × 32 px, colour',
    classes: { cat: 8, dog: 8, emu: 8 },
  });
  await dataset.notes.click();
  await expect(dataset.card).toContainText('Images were cropped to their middle square and resized to 32 × 32 pixels.');
  // A sample has the colour of its class.
  expect(await dataset.samplePixel('dog')).toEqual([40, 90, 220, 255]);
});

test('the attention strip shows the pictures, and the first step starts from new curves', async () => {
  const { attention, curves } = playground;
  await expect(attention.pictures.getByRole('radio')).toHaveCount(3);
  expect((await curves.point(curves.loss)).step).toBe(0);
});

test('pictures are read at the student’s own size', async () => {
  const { controls, dataset, form } = playground;
  await form.unfold('student');
  for (const size of ['64', '32']) {
    await form.enter('imageSize', size);
    await form.apply.click();
    await expect(dataset.card).toContainText(`${size} × ${size} px, colour`);
    await controls.ready();
    await controls.stepTimes(1);
  }
});

test('a folder of pictures', async ({ browserName: _ }, testInfo) => {
  const { dataset } = playground;
  const folder = folderOf(testInfo.outputPath('zoo'), {
    ...pictures(5, 'train/'),
    ...pictures(2, 'test/'),
    'README.txt': text('Pictures of ours'),
  });
  await dataset.openOwn.click();
  await expect(dataset.dialog).toContainText('Loading them ends the current run.');
  await dataset.load(dataset.folder, folder);
  await expectInUse({
    name: 'zoo',
    counts: '15 training and 6 test images',
    format: '32 × 32 px, colour',
    classes: { cat: 5, dog: 5, emu: 5 },
  });
  await expect(dataset.card).toContainText('Skipped: 1 other file, such as zoo/README.txt.');
});

test('a long list of classes is folded', async () => {
  const { controls, dataset } = playground;
  const files: Files = {};
  for (let label = 1; label <= 20; label++)
    for (let i = 0; i < 2; i++) files[`kind ${label}/${i}.png`] = png([10 * label, 90, 0], i);
  await dataset.openOwn.click();
  await dataset.load(dataset.files, [upload('kinds.zip', zip(files))]);
  await expect(dataset.card.getByRole('heading')).toHaveText('kinds');
  await expect(dataset.classes).toHaveCount(12);
  await dataset.allClasses.click();
  await expect(dataset.classes).toHaveCount(20);
  await expect(dataset.classes.last()).toHaveText('kind 201');
  await expect(dataset.samples).toHaveCount(20);
  await controls.ready();
});

test('a pair of IDX files, gzipped', async () => {
  const { dataset } = playground;
  const { images, labels } = idxPair(30);
  await dataset.openOwn.click();
  await dataset.load(dataset.files, [
    upload('train-images-idx3-ubyte.gz', gzipSync(images)),
    upload('train-labels-idx1-ubyte.gz', gzipSync(labels)),
  ]);
  await expectInUse({
    name: 'Your IDX files',
    counts: '24 training and 6 test images',
    format: '28 × 28 px, grey',
    classes: { 0: 8, 1: 8, 2: 8 },
  });
});

const CIFAR = {
  name: 'Your CIFAR-10 batches',
  counts: '40 training and 20 test images',
  format: '32 × 32 px, colour',
  classes: Object.fromEntries(
    ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'].map((name) => [name, 4]),
  ),
};

test('CIFAR-10 binary batches', async () => {
  const { dataset } = playground;
  await dataset.openOwn.click();
  await dataset.load(dataset.files, [
    upload('data_batch_1.bin', cifarBatch(40)),
    upload('test_batch.bin', cifarBatch(20)),
  ]);
  await expectInUse(CIFAR);
  expect(playground.errors).toEqual([]);
});

const { images, labels } = idxPair(30);
const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';
const inZip = (name: string, more: Files): Upload[] => [upload(name, zip({ ...pictures(4), ...more }))];

const BAD: { what: string; files: () => Upload[]; sentence: string }[] = [
  {
    what: 'a truncated IDX file',
    files: () => [upload(IMAGES, images.subarray(0, 5000)), upload(LABELS, labels)],
    sentence: `${IMAGES} is cut short: its header announces 30 × 28 × 28 images in 23,536 bytes, but there are 5,000.`,
  },
  {
    what: 'an IDX file with the wrong magic number',
    files: () => [upload(IMAGES, Uint8Array.from(images).fill(7, 0, 4)), upload(LABELS, labels)],
    sentence: `${IMAGES} is not an IDX file of images: it begins with 07 07 07 07 instead of 00 00 08 03.`,
  },
  {
    what: 'an IDX pair whose counts differ',
    files: () => [upload(IMAGES, images), upload(LABELS, idxPair(29).labels)],
    sentence: `${IMAGES} has 30 images, but ${LABELS} has 29 labels.`,
  },
  {
    what: 'a gzip that ends too early',
    files: () => [upload(`${IMAGES}.gz`, gzipSync(images).subarray(0, 60)), upload(LABELS, labels)],
    sentence: `${IMAGES}.gz is `,
  },
  {
    what: 'a zip bomb',
    files: () => [upload('bomb.zip', zipBomb())],
    sentence:
      'bomb.zip was not unpacked: like a zip bomb, it contains a far larger file than its own size (cat/0.png).',
  },
  {
    what: 'half a zip',
    files: () => [upload('half.zip', zip(pictures(4)).subarray(0, 900))],
    sentence: 'half.zip cannot be unpacked: it is damaged, truncated or encrypted.',
  },
  {
    what: 'a class with one picture',
    files: () => inZip('pets.zip', { 'gnu/only.png': png([90, 90, 90]) }),
    sentence: 'The class gnu has only one image; one is needed for training and another for testing.',
  },
  {
    what: 'a picture of a hundred megapixels',
    files: () => inZip('pets.zip', { 'cat/huge.png': hugePng() }),
    sentence: 'cat/huge.png has 10,000 × 10,000 pixels (100 megapixels); at most 50 megapixels can be loaded.',
  },
  {
    what: 'a text file named .png',
    files: () => inZip('pets.zip', { 'cat/words.png': text('no picture at all, only words') }),
    sentence: 'cat/words.png is not a PNG, JPEG, GIF, WebP or BMP image.',
  },
  {
    what: 'a picture that only the browser finds damaged',
    files: () => inZip('pets.zip', { 'cat/torn.png': Uint8Array.from(png([9, 9, 9])).fill(7, 45, 60) }),
    sentence: 'cat/torn.png is damaged: it cannot be decoded as a PNG image.',
  },
  {
    what: 'half a CIFAR-10 batch',
    files: () => [upload('data_batch_1.bin', cifarBatch(2).subarray(0, 4000))],
    sentence:
      'data_batch_1.bin is not a whole CIFAR-10 batch: its 4,000 bytes are 1 record of 3,073 bytes, with 927 left over.',
  },
  {
    what: 'a picture without a class',
    files: () => [upload('stray.png', png([1, 2, 3]))],
    sentence: 'stray.png is not in a class folder.',
  },
];

test('each bad file gets one sentence that names it, and the loaded data set stays', async () => {
  const { controls, dataset } = playground;
  const step = await controls.steps();
  await dataset.openOwn.click();
  for (const { what, files, sentence } of BAD)
    await test.step(what, async () => {
      await dataset.load(dataset.files, files());
      // The whole sentence, and no other message.
      await expect(dataset.problem.locator('strong')).toContainText(sentence);
      await expect(dataset.problem).toContainText('Everything that was loaded before is kept.');
      await expect(dataset.problem.locator('.notice')).toHaveAttribute('data-kind', 'bad-file');
      await dataset.problem.getByRole('button', { name: 'Dismiss' }).click();
      await expect(dataset.problem).toHaveText('');
    });
  await dataset.close.click();
  await expect(dataset.card.getByRole('heading')).toHaveText(CIFAR.name);
  await expect(dataset.card).toContainText(CIFAR.counts);
  expect(await controls.steps()).toBe(step);
  await controls.stepTimes(1);
});

test('after a mistake, good files load in the same dialog', async () => {
  const { dataset } = playground;
  await dataset.openOwn.click();
  await dataset.load(dataset.files, inZip('pets.zip', { 'gnu/only.png': png([90, 90, 90]) }));
  await expect(dataset.problem).toContainText('The class gnu');
  await dataset.load(dataset.files, inZip('pets.zip', {}));
  await expectInUse({
    name: 'pets',
    counts: '9 training and 3 test images',
    format: '32 × 32 px, colour',
    classes: { cat: 3, dog: 3, emu: 3 },
  });
  await expect(playground.problem).toHaveText('');
});

test('a link cannot contain own images: after a reload the page uses Shapes and says why', async () => {
  const { controls, dataset, form, page } = playground;
  await page.reload();
  await controls.ready();
  await expect(dataset.picker).toHaveValue('shapes');
  await expect(form.adjusted.first()).toHaveText(/A link does not contain your own images/);
  expect(playground.errors).toEqual([]);
});
