import type { Augmentation } from '../data/augment';
import type { Split } from '../data/dataset';

/** A crop with less than this share of the object's pixels has lost the object. */
export const LOST_BELOW = 0.15;

/**
 * The label that a good teacher gives a crop: the image's label, or the class of the background if the crop has lost the object.
 * A data set without masks always keeps the image's label.
 */
export function labelOfCrop(split: Split, index: number, crop: Augmentation, height: number, width: number): number {
  const label = split.labels[index]!;
  if (!split.masks || !split.contextLabels) return label;
  const mask = split.masks.subarray(index * height * width, (index + 1) * height * width);
  let object = 0;
  let seen = 0;
  for (let y = 0; y < height; y++) {
    const inRows = y + 0.5 > crop.top && y + 0.5 < crop.top + crop.height;
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue;
      object++;
      if (inRows && x + 0.5 > crop.left && x + 0.5 < crop.left + crop.width) seen++;
    }
  }
  return object > 0 && seen < LOST_BELOW * object ? split.contextLabels[index]! : label;
}
