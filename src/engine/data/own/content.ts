import { RandomStream } from '../../../experiment/random';
import { badFile } from '../badFile';
import type { ImageDataset, Split } from '../dataset';
import { LIMITS } from '../limits';
import { counted } from '../quantities';
import { channelStatistics } from '../statistics';

/** Share of each class that becomes the test split if the files do not define one. */
export const TEST_SHARE = 0.2;

/** The content of a user's files, perhaps without a test split. */
export interface OwnContent {
  name: string;
  summary: string;
  classes: string[];
  height: number;
  width: number;
  channels: 1 | 3;
  train: Split;
  /** Null if the files do not define a test split. */
  test: Split | null;
  /** Whether the training images are sorted by class. They are then shuffled, so that any first part has all classes. */
  sorted: boolean;
  notes: string[];
}

/**
 * Checks the classes, splits the images if necessary, and completes the data set.
 *
 * @param seed seed of the split
 * @throws ProblemError `bad-file` for a single class, too many classes, or a class with too few images
 */
export function toDataset(content: OwnContent, seed: number): ImageDataset {
  const { name, summary, classes, height, width, channels, notes } = content;
  checkClasses(content);
  const imageBytes = height * width * channels;
  let { train, test } = content;
  if (test === null) {
    const parts = splitByClass(train.labels, classes.length, seed);
    notes.push(`One image in five of each class, chosen with seed ${seed}, is used for testing.`);
    [train, test] = [take(train, parts.train, imageBytes), take(train, parts.test, imageBytes)];
  } else if (content.sorted) train = take(train, shuffled(train.count, seed), imageBytes);
  return {
    about: {
      id: 'own',
      name,
      summary,
      provenance: 'Your own files, read in this browser; they do not leave it.',
      licence: 'That of your files.',
    },
    classes,
    height,
    width,
    channels,
    train,
    test,
    ...channelStatistics(train.images, channels),
    fingerprint: `own-${hashOf([train.images, train.labels, test.images, test.labels], classes)}`,
    notes,
  };
}

function checkClasses({ classes, train, test }: OwnContent): void {
  if (classes.length < 2)
    throw badFile(
      `All images are of one class, ${classes[0]}; at least two classes are needed.`,
      'Put the images of each class into a separate sub-folder.',
    );
  if (classes.length > LIMITS.classes)
    throw badFile(`There are ${counted(classes.length, 'class', 'classes')}; at most ${LIMITS.classes} can be loaded.`);
  const counts = countsOf(train.labels, classes.length);
  const testCounts = test && countsOf(test.labels, classes.length);
  classes.forEach((label, i) => {
    if (counts[i] === 0 && testCounts?.[i])
      throw badFile(`The class ${label} has test images, but no training images.`);
    if (counts[i] === 1 && !testCounts?.[i])
      throw badFile(
        `The class ${label} has only one image; one is needed for training and another for testing.`,
        `Add images of ${label}, or leave the class out.`,
      );
  });
}

function countsOf(labels: Uint16Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const label of labels) counts[label]!++;
  return counts;
}

const shuffled = (count: number, seed: number): Uint32Array =>
  new RandomStream(seed, 'own/order').permutation(count, 0);

/** A seeded split with the same share of each class on both sides, at least one image each. Both sides are shuffled. */
export function splitByClass(
  labels: Uint16Array,
  classes: number,
  seed: number,
): { train: Uint32Array; test: Uint32Array } {
  const left = countsOf(labels, classes).map((n) =>
    Math.min(Math.max(n - 1, 0), Math.max(1, Math.round(n * TEST_SHARE))),
  );
  const train: number[] = [];
  const test: number[] = [];
  for (const index of shuffled(labels.length, seed)) {
    const label = labels[index]!;
    if (left[label]! > 0) {
      left[label]!--;
      test.push(index);
    } else train.push(index);
  }
  return { train: Uint32Array.from(train), test: Uint32Array.from(test) };
}

function take({ images, labels }: Split, indices: Uint32Array, imageBytes: number): Split {
  const taken: Split = {
    count: indices.length,
    images: new Uint8Array(indices.length * imageBytes),
    labels: Uint16Array.from(indices, (index) => labels[index]!),
  };
  indices.forEach((index, i) => {
    taken.images.set(images.subarray(index * imageBytes, (index + 1) * imageBytes), i * imageBytes);
  });
  return taken;
}

/** A 64-bit hash of the content. Unlike SHA-256 it is also available without a secure connection. */
function hashOf(parts: readonly (Uint8Array | Uint16Array)[], classes: readonly string[]): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (value: number): void => {
    high = Math.imul(high ^ value, 2654435761);
    low = Math.imul(low ^ value, 1597334677);
    low ^= low >>> 15;
  };
  for (const part of parts) {
    mix(part.length);
    for (let i = 0; i < part.length; i++) mix(part[i]!);
  }
  for (const letter of classes.join('\n')) mix(letter.codePointAt(0)!);
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
