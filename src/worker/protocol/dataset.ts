import type { ImageDataset } from '../../engine/data/dataset';
import type { OwnFile } from '../../engine/data/own/files';
import type { DatasetId } from '../../experiment/datasets';

export interface DatasetRequests {
  /**
   * Loads a data set; progress comes as `progress` events with the id of this request. `files` and `size`, the side to which pictures
   * are resized, are for `own` only.
   */
  loadDataset: {
    ask: { dataset: DatasetId; files?: OwnFile[]; size?: number; seed?: number };
    answer: DatasetCard;
  };
  /** Decodes the user's own picture, upright and at most 512 pixels a side. */
  readPicture: { ask: { file: OwnFile }; answer: Picture };
}

/** Ready for `ImageData`. */
export interface Picture {
  /** [height, width, 4]. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

export interface DatasetCard
  extends Pick<ImageDataset, 'about' | 'fingerprint' | 'classes' | 'height' | 'width' | 'channels' | 'notes'> {
  trainCount: number;
  testCount: number;
  /** Training images by class, [classes]. */
  perClass: number[];
  /** Some training samples of each class, in class order. */
  samples: { rgba: Picture['rgba']; label: number }[];
}
