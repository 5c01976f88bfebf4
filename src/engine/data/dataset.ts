import type { DatasetId } from '../../experiment/config';

/** Images of one split, uint8, row-major [count, height, width, channels] (grey 1, RGB 3). */
export interface Split {
  count: number;
  images: Uint8Array;
  /** Class index per image, [count]. */
  labels: Uint16Array;
  /** Where the object is, [count, height, width], 1 inside; only where the data set knows it. */
  masks?: Uint8Array;
  /** Class of what is behind the object, i.e. the right answer when a crop has lost it, [count]; where it is known. */
  contextLabels?: Uint16Array;
}

/** What the card of a data set says of it. */
export interface DatasetAbout {
  id: DatasetId;
  name: string;
  summary: string;
  provenance: string;
  licence: string;
}

/** A data set held in memory as it is shown to the engine. */
export interface ImageDataset {
  about: DatasetAbout;
  classes: string[];
  height: number;
  width: number;
  channels: 1 | 3;
  train: Split;
  test: Split;
  /** Per channel over the training split, of pixels scaled to 0…1. */
  mean: number[];
  std: number[];
  /** A stable name of the content (e.g. a hash), so that teachers, runs and teacher accuracies can be tied to it. */
  fingerprint: string;
  /** What was done on the way in, as sentences for the person (images resized, files skipped …). */
  notes: string[];
}

/** Reports how far a long task is, 0…1; throw the signal's reason when it is aborted. */
export interface TaskControl {
  progress(fraction: number, label: string): void;
  signal: AbortSignal;
}
