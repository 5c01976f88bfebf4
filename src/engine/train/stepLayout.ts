/**
 * Where a step's varying values lie in its `StepInputs` (float32): scalars first, then one row an image, then the scales of
 * stochastic depth. Kernels, reference compositions and the trainer share these numbers.
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
} as const;
/** With some to spare, so that rows begin at a multiple of four. */
export const SCALARS = 12;

/**
 * One image of the batch: index in its split, crop box in pixels of the data set, flip (0 or 1), label, and 1 where the label
 * is not known to the student.
 */
export const ROW = { index: 0, left: 1, top: 2, width: 3, height: 4, flip: 5, label: 6, unlabelled: 7 } as const;
export const ROW_WIDTH = 8;

/** Start of image b's row. */
export function rowStart(b: number): number {
  return SCALARS + b * ROW_WIDTH;
}

/** Length of the step inputs for a batch and a number of residual branches with stochastic depth. */
export function stepLength(batch: number, branches: number): number {
  return SCALARS + batch * (ROW_WIDTH + branches);
}
