import type { DatasetId } from '../../experiment/datasets';

/** Images of one split, uint8, row-major [count, height, width, channels] (grey 1, RGB 3). */
export interface Split {
  count: number;
  images: Uint8Array;
  /** Class index per image, [count]. */
  labels: Uint16Array;
  /** Object masks, [count, height, width], 1 inside; undefined if the data set has none. */
  masks?: Uint8Array;
  /** Class of the background, [count]: the correct class of a crop that has lost the object. Undefined if unknown. */
  contextLabels?: Uint16Array;
}

/** The description on a data set's card. */
export interface DatasetAbout {
  id: DatasetId;
  name: string;
  summary: string;
  provenance: string;
  licence: string;
}

/** A data set in memory. */
export interface ImageDataset {
  about: DatasetAbout;
  classes: string[];
  height: number;
  width: number;
  channels: 1 | 3;
  train: Split;
  test: Split;
  /** Mean and deviation of pixels scaled to 0…1 over the training split, per channel. */
  mean: number[];
  std: number[];
  /** A stable name of the content, such as a hash. It ties teachers and runs to their data. */
  fingerprint: string;
  /** What loading changed, as sentences for the user: resized images, skipped files and the like. */
  notes: string[];
}

/** Progress and cancellation of a long task. `fraction` is 0…1. The task throws the signal's reason if it is aborted. */
export interface TaskControl {
  progress(fraction: number, label: string): void;
  signal: AbortSignal;
}
