/**
 * Places of the values in `StepInputs` (float32): scalars first, then one row per image, then the scales of stochastic depth.
 * Kernels, reference compositions and the trainer share them.
 */
export const SCALAR = {
  learningRate: 0,
  tau: 1,
  lambda: 2,
  labelSmoothing: 3,
  teacherSmoothing: 4,
  /** 1 − β₁ᵗ and 1 − β₂ᵗ of AdamW. */
  biasCorrection1: 5,
  biasCorrection2: 6,
  /** Slot of the metrics ring that this step writes. */
  ringSlot: 7,
  /** Share of the new weights in their moving average: one minus its decay. */
  averageShare: 8,
  /** Share of the other picture in each mixed one, 0…1; 0 mixes nothing. */
  partnerShare: 9,
  /** CutMix: the part of each picture that is the other's, in pixels of the model's input; empty under mixup. */
  cutLeft: 10,
  cutTop: 11,
  cutRight: 12,
  cutBottom: 13,
  /** 24 random bits from which the kernel draws the noise of erased parts. */
  noiseKey: 14,
} as const;
/** Some are unused, so that rows begin at a multiple of four. */
export const SCALARS = 16;

/** One image of the batch. Without augmentation all values but index, crop and label are zero. */
export const ROW = {
  /** Of the image in its split. */
  index: 0,
  /** Crop box in pixels of the data set. */
  left: 1,
  top: 2,
  width: 3,
  height: 4,
  /** 0 or 1. */
  flip: 5,
  label: 6,
  /** 1 if the student does not get the label. */
  unlabelled: 7,
  /** The erased part in pixels of the model's input; nothing if its width is 0. */
  eraseLeft: 8,
  eraseTop: 9,
  eraseWidth: 10,
  eraseHeight: 11,
  /** RandAugment: number of an operation (0: none) and its argument, for two operations. */
  op1: 12,
  argument1: 13,
  op2: 14,
  argument2: 15,
} as const;
export const ROW_WIDTH = 16;

/** Mixup and CutMix mix image b with this one of its batch: the batch in reverse, as in timm. */
export function partnerOf(b: number, batch: number): number {
  return batch - 1 - b;
}

/** Start of image b's row. */
export function rowStart(b: number): number {
  return SCALARS + b * ROW_WIDTH;
}

/** Length of the step inputs for a batch and a number of residual branches with stochastic depth. */
export function stepLength(batch: number, branches: number): number {
  return SCALARS + batch * (ROW_WIDTH + branches);
}
