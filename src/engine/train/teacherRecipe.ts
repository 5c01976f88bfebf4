import type { DatasetId, TeacherFamily } from '../../experiment/config';
import type { TeacherSize } from '../models/teacherNetwork';

/** How a teacher is trained: plain data, kept with its weights. */
export interface TeacherRecipe extends TeacherSize {
  epochs: number;
  batchSize: number;
  /** Peak of AdamW's learning rate; linear warm-up, cosine to `minLearningRate`. */
  learningRate: number;
  minLearningRate: number;
  warmupEpochs: number;
  weightDecay: number;
  labelSmoothing: number;
  seed: number;
  /** Share of the crops that are random resized ones; the others are shifts with zero padding. */
  resizedShare: number;
  /** Smallest share of the picture's area, for resized crops. */
  cropMinArea: number;
  shiftPixels: number;
  flip: boolean;
}

const COMMON = {
  family: 'resnet',
  width: 16,
  blocks: 1,
  epochs: 10,
  batchSize: 64,
  learningRate: 3e-3,
  minLearningRate: 1e-5,
  warmupEpochs: 1,
  weightDecay: 0.05,
  labelSmoothing: 0,
  seed: 1,
  resizedShare: 0.3,
  cropMinArea: 0.08,
  shiftPixels: 4,
  flip: true,
} as const satisfies TeacherRecipe;

/** What suits each data set. Written digits have a right side, and a piece of one is no digit. */
const BY_DATASET: Record<DatasetId, Partial<TeacherRecipe>> = {
  shapes: { epochs: 24, batchSize: 32, resizedShare: 0.35, cropMinArea: 0.15 },
  mnist: { width: 8, epochs: 4, resizedShare: 0.2, cropMinArea: 0.5, shiftPixels: 2, flip: false },
  cifar10: { epochs: 12, cropMinArea: 0.25, resizedShare: 0.1 },
  own: {},
};

/** What suits each family. A transformer diverges at the rate of convolutions. */
const BY_FAMILY: Record<TeacherFamily, Partial<TeacherRecipe>> = {
  resnet: {},
  regnety: {},
  efficientnet: {},
  transformer: { learningRate: 1e-3 },
};

/** The recipe for a data set with whatever is to be different. */
export function teacherRecipe(dataset: DatasetId, changes: Partial<TeacherRecipe> = {}): TeacherRecipe {
  return { ...COMMON, ...BY_DATASET[dataset], ...BY_FAMILY[changes.family ?? COMMON.family], ...changes };
}
