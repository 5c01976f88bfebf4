/**
 * What can be said of an experiment without running it: plain data, no tfjs. The page, the worker and headless runs share it.
 */

export type DatasetId = 'shapes' | 'mnist' | 'cifar10' | 'own';

/** Where the teacher comes from: shipped weights, trained here first, or no teacher. */
export type TeacherSource = 'pretrained' | 'train' | 'none';

/** What kind of network the teacher is: residual, RegNetY (the paper's), EfficientNet-like, or a transformer. */
export const TEACHER_FAMILIES = ['resnet', 'regnety', 'efficientnet', 'transformer'] as const;
export type TeacherFamily = (typeof TEACHER_FAMILIES)[number];

/**
 * What the second term of the loss is (paper, section 4): none, KL with the teacher at temperature τ, cross entropy with the
 * teacher's argmax, or, as a control, the true label once more: two class tokens instead of class and distillation token.
 */
export type Distillation = 'none' | 'soft' | 'hard' | 'label';

/** Whether the loss has a teacher's term. */
export function learnsFromTeacher(distillation: Distillation): boolean {
  return distillation === 'soft' || distillation === 'hard';
}

/** Weight of each head's term where both learn the label: their mean. */
export const LABEL_TWICE_WEIGHT = 0.5;

/** KL divided by the batch (textbook, timm) or by batch × classes (the reference code's `numel`). */
export type KlNormalisation = 'batchmean' | 'numel';

/** First augmentation: nothing, shift, or random resized crop (bilinear). */
export type Crop = 'none' | 'shift' | 'resized';
/**
 * What a shift shows beyond the picture's border: zeros before normalising (torchvision's `RandomCrop` on pictures), or zeros
 * after it, which are the mean colour of the data set (on normalised tensors).
 */
export type Border = 'black' | 'mean';

/**
 * Which answer of the student is read: one head, or both fused by the mean of logits (reference code) or the sum of softmax
 * outputs (paper).
 */
export const INFERENCES = ['cls', 'dist', 'both-logits', 'both-softmax'] as const;
export type Inference = (typeof INFERENCES)[number];

/** One experiment, whole. Same configuration and seed on the same adapter: the same losses, bit for bit. */
export interface ExperimentConfig {
  dataset: DatasetId;
  /** First n training images are used; 0 means all. */
  trainImages: number;
  /** Of these, the first n have a label; the student learns from the others through the teacher's term alone. 0 means all. */
  labelledImages: number;
  /** Share of the labels, 0…1, each replaced by a class drawn evenly from all (so that some stay right). */
  labelNoise: number;

  // Student (DeiT)
  /** Side of the square input in pixels; the data set is resampled to it. */
  imageSize: number;
  patchSize: number;
  dim: number;
  depth: number;
  heads: number;
  mlpRatio: number;
  /** With a second token the second term reads head_dist; without it both terms read the class head. */
  distToken: boolean;
  /** Stochastic depth: drop rate of the last block, rising linearly from 0. */
  dropPath: number;

  // Teacher
  teacher: TeacherSource;
  /** What is trained when the teacher is trained here. */
  teacherFamily: TeacherFamily;
  /** Channels of the first stage when the teacher is trained here. */
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
  /** Decay of a moving average of the weights, evaluated beside them; 0 keeps none. */
  ema: number;
  seed: number;

  // Augmentation
  crop: Crop;
  /** Largest shift in pixels of the data set, for `shift`. */
  shiftPixels: number;
  border: Border;
  /** Smallest share of the picture's area, for `resized`. */
  cropMinArea: number;
  flip: boolean;
  /** Magnitude of RandAugment's operations, 0 … 10; 0 does none. */
  randAugment: number;
  /** Chance of each picture to lose a rectangle to noise. */
  erasing: number;
  /** α of mixup's and of CutMix's Beta(α, α); 0 mixes nothing that way. With both, each batch takes either. */
  mixup: number;
  cutmix: number;
  /** Times that an image comes in a row, each time cut otherwise; the epoch stays as long. */
  repeats: number;
}

/** Fields that may be moved while training: they go through the step buffer, not through the graph. */
export const LIVE_FIELDS = ['tau', 'lambda', 'labelSmoothing', 'teacherSmoothing', 'learningRate'] as const;
export type LiveField = (typeof LIVE_FIELDS)[number];
export type LiveValues = Pick<ExperimentConfig, LiveField>;

/** The live values that an experiment begins with. */
export function liveOf(config: ExperimentConfig): LiveValues {
  const { tau, lambda, labelSmoothing, teacherSmoothing, learningRate } = config;
  return { tau, lambda, labelSmoothing, teacherSmoothing, learningRate };
}

/** What the student needs to know of a data set to be built. */
export interface DataShape {
  channels: number;
  classes: number;
}
