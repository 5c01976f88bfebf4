/** CIFAR-10 binary batches (Krizhevsky 2009): records of one label byte and 32 × 32 red, then green, then blue bytes. */
import { badFile, tooManyImages } from './badFile';
import { LIMITS } from './limits';
import { counted, grouped } from './quantities';

const SIDE = 32;
const AREA = SIDE * SIDE;

export const CIFAR_RECORD = 1 + 3 * AREA;
export const CIFAR10_CLASSES: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

export interface CifarBatch {
  count: number;
  /** [count, 32, 32, 3]. */
  images: Uint8Array;
  labels: Uint8Array;
}

/**
 * Reads one batch file.
 *
 * @param name name of the file, for messages
 * @throws ProblemError `bad-file` if it is empty, not a whole number of records, too large, or has a label above 9
 */
export function parseCifarBatch(bytes: Uint8Array, name: string): CifarBatch {
  const count = Math.floor(bytes.length / CIFAR_RECORD);
  const rest = bytes.length % CIFAR_RECORD;
  if (rest !== 0 || count === 0)
    throw badFile(
      `${name} is not a whole CIFAR-10 batch: its ${counted(bytes.length, 'byte')} are ${counted(count, 'record')} of ` +
        `${grouped(CIFAR_RECORD)} bytes, with ${grouped(rest)} left over.`,
      'Download or copy the file again, or choose the batches of the “binary version”.',
    );
  if (count > LIMITS.images) throw tooManyImages(name, count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = bytes[i * CIFAR_RECORD]!;
    if (label >= CIFAR10_CLASSES.length)
      throw badFile(`${name} has the label ${label} in record ${grouped(i)}; CIFAR-10 has labels 0 to 9.`);
    labels[i] = label;
  }
  const images = new Uint8Array(count * 3 * AREA);
  for (let i = 0; i < count; i++) {
    const planes = i * CIFAR_RECORD + 1;
    for (let channel = 0; channel < 3; channel++) {
      const from = planes + channel * AREA;
      const to = i * 3 * AREA + channel;
      for (let p = 0; p < AREA; p++) images[to + 3 * p] = bytes[from + p]!;
    }
  }
  return { count, images, labels };
}
