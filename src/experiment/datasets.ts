/**
 * The data sets: one row each, with everything that the page, the headless runs and the scripts need to know without loading it.
 * A new prepared data set is a row here and its source in `scripts/data`.
 */
import type { Crop, DataShape } from './config';
import { keysOf } from './keys';
import type { TeacherRecipe } from './teacherRecipe';
import type { TeacherFamily } from './teachers';

interface DatasetFacts {
  /** Name on the page. */
  label: string;
  /** Where it comes from: drawn by the page, prepared by `npm run data`, or files of the user. */
  source: 'drawn' | 'prepared' | 'own';
  /** Side of its square images in pixels. The user's own images are resized to the size of the student's input. */
  size: number;
  channels: 1 | 3;
  classes: number;
  /** Training and test images; null if unknown before loading. */
  images: { train: number; test: number } | null;
  /** Crop and flip that suit it. */
  usual: { crop: Crop; shiftPixels: number; flip: boolean };
  /** Families of the shipped teachers in `public/teachers`; the usual one comes first. */
  teachers: readonly TeacherFamily[];
  /** How the training of its teacher differs from the common recipe. */
  teacherRecipe: Partial<TeacherRecipe>;
}

export const DATASETS = {
  shapes: {
    label: 'Shapes',
    source: 'drawn',
    ...{ size: 32, channels: 3, classes: 10, images: { train: 6000, test: 1500 } },
    usual: { crop: 'resized', shiftPixels: 4, flip: true },
    teachers: ['resnet', 'transformer'],
    teacherRecipe: { epochs: 24, batchSize: 32, resizedShare: 0.35, cropMinArea: 0.15 },
  },
  mnist: {
    label: 'MNIST',
    source: 'prepared',
    ...{ size: 28, channels: 1, classes: 10, images: { train: 60_000, test: 10_000 } },
    // A mirrored digit is not a digit, and neither is a small part of one.
    usual: { crop: 'shift', shiftPixels: 2, flip: false },
    teachers: ['resnet'],
    teacherRecipe: { width: 8, epochs: 4, resizedShare: 0.2, cropMinArea: 0.5, shiftPixels: 2, flip: false },
  },
  cifar10: {
    label: 'CIFAR-10',
    source: 'prepared',
    ...{ size: 32, channels: 3, classes: 10, images: { train: 50_000, test: 10_000 } },
    usual: { crop: 'shift', shiftPixels: 4, flip: true },
    teachers: ['resnet'],
    teacherRecipe: { epochs: 12, cropMinArea: 0.25, resizedShare: 0.1 },
  },
  own: {
    label: 'Your own images',
    source: 'own',
    // Size, channels and classes until the images are loaded.
    ...{ size: 32, channels: 3, classes: 10, images: null },
    usual: { crop: 'shift', shiftPixels: 4, flip: true },
    teachers: [],
    teacherRecipe: {},
  },
} as const satisfies Readonly<Record<string, DatasetFacts>>;

export type DatasetId = keyof typeof DATASETS;
export const DATASET_IDS: readonly DatasetId[] = keysOf(DATASETS);

type From<S extends DatasetFacts['source']> = {
  [K in DatasetId]: (typeof DATASETS)[K]['source'] extends S ? K : never;
}[DatasetId];
/** Data sets that the page draws itself. */
export type DrawnId = From<'drawn'>;
/** Data sets that `npm run data` has prepared, in files next to the page. */
export type PreparedId = From<'prepared'>;

export function datasetOf(id: DatasetId): DatasetFacts {
  return DATASETS[id];
}

/** Whether a data set needs no files of the user. */
export function isHeadless(id: DatasetId): id is DrawnId | PreparedId {
  return DATASETS[id].source !== 'own';
}

/** The data sets of headless runs. */
export const HEADLESS_IDS: readonly (DrawnId | PreparedId)[] = DATASET_IDS.filter(isHeadless);

export function isPrepared(id: DatasetId): id is PreparedId {
  return DATASETS[id].source === 'prepared';
}

/** What a student of a data set is built for, before the images are loaded. */
export function dataShapeOf(id: DatasetId): DataShape {
  const { channels, classes } = DATASETS[id];
  return { channels, classes };
}
