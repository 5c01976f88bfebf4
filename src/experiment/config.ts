/** What an experiment consists of: plain data, without tfjs. The page, the worker and headless runs share it. */
import type { DatasetId } from './datasets';
import type { TeacherFamily } from './teachers';

/** Where the teacher comes from: shipped weights, training before the student starts, or no teacher. */
export type TeacherSource = 'pretrained' | 'train' | 'none';

/**
 * The second term of the loss (paper, section 4): none, KL with the teacher at temperature τ, or cross entropy with the
 * teacher's argmax. `label` is the control: the true label once more, for two class tokens instead of class and distillation token.
 */
export type Distillation = 'none' | 'soft' | 'hard' | 'label';

/** Whether the loss has a teacher's term. */
export function learnsFromTeacher(distillation: Distillation): boolean {
  return distillation === 'soft' || distillation === 'hard';
}

/** Weight of each head's term if both heads learn the label: their mean. */
export const LABEL_TWICE_WEIGHT = 0.5;

/** KL divided by the batch (textbook, timm) or by batch × classes (`numel` in the reference code). */
export type KlNormalisation = 'batchmean' | 'numel';

/** First augmentation: nothing, shift, or random resized crop (bilinear). */
export type Crop = 'none' | 'shift' | 'resized';

/**
 * What a crop shows beyond the border of the image: zeros before normalising (torchvision's `RandomCrop` on images), or zeros
 * after normalising, which are the mean colour of the data set (`RandomCrop` on normalised tensors).
 */
export type Border = 'black' | 'mean';

/**
 * Which answer of the student counts: that of one head, or both fused by the mean of the logits (reference code) or the sum of
 * the softmax outputs (paper).
 */
export const INFERENCES = ['cls', 'dist', 'both-logits', 'both-softmax'] as const;
export type Inference = (typeof INFERENCES)[number];

/**
 * A whole experiment. The same configuration and seed on the same adapter give the same losses, bit for bit. Each field has one
 * row in `fields/table.ts` with its default, range and help; a field without a row does not compile.
 */
export interface ExperimentConfig {
  dataset: DatasetId;
  /** The first n training images are used; 0 means all. */
  trainImages: number;
  /** The first n of these have a label. From the others the student learns through the teacher's term alone. 0 means all. */
  labelledImages: number;
  /** Share of the labels, 0…1, that is replaced by random classes (some of them right by chance). */
  labelNoise: number;

  // Student (DeiT)
  /** Side of the square input in pixels. The images of the data set are resized to it. */
  imageSize: number;
  patchSize: number;
  dim: number;
  depth: number;
  heads: number;
  mlpRatio: number;
  /** With a distillation token the second term reads head_dist. Without it both terms read the class head. */
  distToken: boolean;
  /** Stochastic depth: drop rate of the last block. The rate rises linearly from 0 in the first block. */
  dropPath: number;

  // Teacher
  teacher: TeacherSource;
  teacherFamily: TeacherFamily;
  /** Channels of the first stage of a teacher that is trained here. */
  teacherWidth: number;
  teacherEpochs: number;

  // Distillation
  distillation: Distillation;
  tau: number;
  /** Weight λ of the teacher's term; the label's term has 1 − λ. Paper: .1 soft, .5 hard. */
  lambda: number;
  klNormalisation: KlNormalisation;
  /** ε of the label's term. */
  labelSmoothing: number;
  /** ε of the teacher's hard labels (an option of the paper, section 5.2). */
  teacherSmoothing: number;

  // Optimisation (AdamW, warm-up, cosine)
  batchSize: number;
  epochs: number;
  learningRate: number;
  minLearningRate: number;
  warmupEpochs: number;
  weightDecay: number;
  /** Decay of a moving average of the weights, which is tested in addition to the weights; 0 keeps no average. */
  ema: number;
  seed: number;

  // Augmentation
  crop: Crop;
  /** Largest shift in pixels of the data set, for `shift`. */
  shiftPixels: number;
  border: Border;
  /** Smallest share of the image's area, for `resized`. */
  cropMinArea: number;
  flip: boolean;
  /** Magnitude of RandAugment's operations, 0 … 10; 0 is off. */
  randAugment: number;
  /** Probability that an image loses a rectangle to noise. */
  erasing: number;
  /** α of the Beta(α, α) distributions of mixup and CutMix; 0 is off. With both, each batch takes one of the two. */
  mixup: number;
  cutmix: number;
  /** How many times an image comes in a row, each time with another crop. The length of an epoch stays the same. */
  repeats: number;
}

/** What the student needs to know about a data set to be built. */
export interface DataShape {
  channels: number;
  classes: number;
}
