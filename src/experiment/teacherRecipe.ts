import { type DatasetId, datasetOf } from './datasets';
import { type TeacherFamily, teacherFamilyOf } from './teachers';

/** How large a teacher is, in terms that all families share. */
export interface TeacherSize {
  family: TeacherFamily;
  /** Channels of the stem and the first stage. The second stage has twice as many, the third four times. */
  width: number;
  /** Blocks of each of the three stages. */
  blocks: number;
}

/** How a teacher is trained: plain data, saved with its weights. */
export interface TeacherRecipe extends TeacherSize {
  epochs: number;
  batchSize: number;
  /** Highest learning rate of AdamW, after a linear warm-up; a cosine then takes it to `minLearningRate`. */
  learningRate: number;
  minLearningRate: number;
  warmupEpochs: number;
  weightDecay: number;
  labelSmoothing: number;
  seed: number;
  /** Share of the crops that are random resized crops. The others are shifts with zero padding. */
  resizedShare: number;
  /** Smallest share of the image's area that a resized crop keeps. */
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

/** The recipe for a data set: the common one, with what the data set and the family change, and then `changes`. */
export function teacherRecipe(dataset: DatasetId, changes: Partial<TeacherRecipe> = {}): TeacherRecipe {
  const family = teacherFamilyOf(changes.family ?? COMMON.family);
  return { ...COMMON, ...datasetOf(dataset).teacherRecipe, ...family.recipe, ...changes };
}
