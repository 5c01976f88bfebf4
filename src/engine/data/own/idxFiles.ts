import { badFile } from '../badFile';
import type { Split, TaskControl } from '../dataset';
import { parseIdxImages, parseIdxLabels } from '../idx';
import { Pace } from '../pace';
import { grouped } from '../quantities';
import type { OwnContent } from './content';
import type { OwnFile } from './files';
import { contentOf } from './kinds';
import { toSquare } from './square';

/** Larger images, and images that are not square, are resized. */
const MAX_UNCHANGED_SIDE = 128;

interface Pair {
  images: OwnFile;
  labels: OwnFile;
}
interface Grey {
  height: number;
  width: number;
  split: Split;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isTest = ({ images }: Pair): boolean => /t10k|test|val/i.test(baseName(images.path));

/**
 * Reads a training and a test pair of IDX files, or a single pair.
 *
 * @param size side to which images are resized if they are large or not square
 * @throws ProblemError `bad-file` if a partner is missing, counts differ, or a file is damaged
 */
export async function readIdxFiles(
  images: readonly OwnFile[],
  labels: readonly OwnFile[],
  size: number,
  control: TaskControl,
): Promise<OwnContent> {
  const pairs = pairUp(images, labels);
  const tests = pairs.filter(isTest);
  const trains = pairs.filter((pair) => !isTest(pair));
  if (trains.length > 1 || tests.length > 1) {
    const [first, second] = trains.length > 1 ? trains : tests;
    throw badFile(
      `${first!.images.path} and ${second!.images.path} are both ${trains.length > 1 ? 'training' : 'test'} images.`,
      'Choose one training pair and at most one test pair.',
    );
  }
  // A test pair alone is used like a training pair.
  const [trainPair, testPair] = trains.length === 1 ? [trains[0]!, tests[0]] : [tests[0]!, undefined];
  const notes: string[] = [];
  const train = await readPair(trainPair, size, notes, control);
  const test = testPair ? await readPair(testPair, size, notes, control) : null;
  if (test && (test.height !== train.height || test.width !== train.width))
    throw badFile(
      `${testPair!.images.path} has images of ${test.height} × ${test.width} pixels, ` +
        `${trainPair.images.path} of ${train.height} × ${train.width}.`,
    );
  const classes = compactLabels([train.split, ...(test ? [test.split] : [])]);
  return {
    name: 'Your IDX files',
    summary: `Grey images from ${[trainPair, testPair].flatMap((pair) => (pair ? baseName(pair.images.path) : [])).join(' and ')}.`,
    classes,
    height: train.height,
    width: train.width,
    channels: 1,
    train: train.split,
    test: test?.split ?? null,
    sorted: false,
    notes: [...new Set(notes)],
  };
}

/** Partners have the same name except for `images`/`labels` and `idx3`/`idx1`. A single pair may have any names. */
function pairUp(images: readonly OwnFile[], labels: readonly OwnFile[]): Pair[] {
  const keyOf = ({ path }: OwnFile) =>
    path
      .toLowerCase()
      .replace(/\.gz$/, '')
      .replace(/images?|labels?/g, '*')
      .replace(/idx[13]/g, 'idx');
  const onlyOne = images.length === 1 && labels.length === 1;
  const rest = new Set(labels);
  const pairs = images.map((file) => {
    const partner = labels.find((other) => onlyOne || (rest.has(other) && keyOf(other) === keyOf(file)));
    if (!partner) throw lonely(file, 'labels');
    rest.delete(partner);
    return { images: file, labels: partner };
  });
  for (const file of rest) throw lonely(file, 'images');
  return pairs;
}

const lonely = ({ path }: OwnFile, partner: string) =>
  badFile(
    `${path} was chosen without its ${partner}.`,
    'Choose images and labels together, such as train-images-idx3-ubyte and train-labels-idx1-ubyte.',
  );

async function readPair(pair: Pair, size: number, notes: string[], control: TaskControl): Promise<Grey> {
  const { signal } = control;
  control.progress(0, `Reading ${pair.images.path}`);
  const { count, height, width, pixels } = parseIdxImages(await contentOf(pair.images, signal), pair.images.path);
  const labels = parseIdxLabels(await contentOf(pair.labels, signal), pair.labels.path);
  if (labels.length !== count)
    throw badFile(
      `${pair.images.path} has ${grouped(count)} images, but ${pair.labels.path} has ${grouped(labels.length)} labels.`,
      'Choose the images and labels that belong together.',
    );
  const split = { count, labels: Uint16Array.from(labels) };
  if (height === width && height <= MAX_UNCHANGED_SIDE) return { height, width, split: { ...split, images: pixels } };
  notes.push(
    `Images of ${height} × ${width} pixels were cropped to their middle square and resized to ${size} × ${size}.`,
  );
  const images = new Uint8Array(count * size * size);
  const pace = new Pace(control);
  for (let i = 0; i < count; i++) {
    const grey = pixels.subarray(i * height * width, (i + 1) * height * width);
    const rgba = new Uint8Array(4 * grey.length);
    grey.forEach((value, p) => {
      rgba.fill(value, 4 * p, 4 * p + 3);
      rgba[4 * p + 3] = 255;
    });
    const square = toSquare({ width, height, rgba }, size);
    for (let p = 0; p < size * size; p++) images[i * size * size + p] = square[3 * p]!;
    await pace.tick(i / count, 'Resizing');
  }
  return { height: size, width: size, split: { ...split, images } };
}

/** Renumbers labels that do not start at 0 or have gaps. The classes are named by the labels in the file. */
function compactLabels(splits: readonly Split[]): string[] {
  const found = [...new Set(splits.flatMap(({ labels }) => [...new Set(labels)]))].sort((a, b) => a - b);
  const numbers = new Map(found.map((label, i) => [label, i]));
  for (const { labels } of splits) for (let i = 0; i < labels.length; i++) labels[i] = numbers.get(labels[i]!)!;
  return found.map(String);
}
