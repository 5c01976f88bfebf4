import type { ExperimentConfig, Inference } from '../config';
import { shippedTeachers } from '../teachers';
import type { TestKindShares } from '../testSets';

/** The rows of the paper's Table 3 (what teaches the student, and through which token) and two controls. */
export type StrategyId =
  | 'none'
  | 'labelled-only'
  | 'usual-soft'
  | 'usual-hard'
  | 'token-soft'
  | 'token-hard'
  | 'two-class';

export interface Strategy {
  id: StrategyId;
  /** The paper's words, shortened. */
  label: string;
  values: Partial<ExperimentConfig>;
  /** Top-1 of DeiT-Ti, -S and -B on ImageNet at 224 px in per cent, for each head that the paper lists (Table 3). */
  paper: { inference: Exclude<Inference, 'both-softmax'>; ti: number; s: number; b: number }[];
  /** Not a way of distilling but something to compare with: trained only on request. */
  control?: boolean;
  /** Trains on the labelled images alone, for the same number of steps. */
  labelledOnly?: boolean;
}

/** λ of hard distillation, equation 3 of the paper. */
const HARD_LAMBDA = 0.5;

/**
 * Soft rows use the experiment's τ and λ. Everything else is the same in all rows. The paper has no row for soft distillation
 * through the token; it is here because it is an obvious question.
 */
export const STRATEGIES: readonly Strategy[] = [
  {
    id: 'none',
    label: 'no distillation',
    values: { distillation: 'none', distToken: false },
    paper: [{ inference: 'cls', ti: 72.2, s: 79.8, b: 81.8 }],
  },
  {
    // Without a teacher, an image without a label teaches nothing and takes a place in the batch. One would leave it out.
    id: 'labelled-only',
    label: 'no distillation, labelled alone',
    values: { distillation: 'none', distToken: false },
    paper: [],
    control: true,
    labelledOnly: true,
  },
  {
    id: 'usual-soft',
    label: 'usual, soft',
    values: { distillation: 'soft', distToken: false },
    paper: [{ inference: 'cls', ti: 72.2, s: 79.8, b: 81.8 }],
  },
  {
    id: 'usual-hard',
    label: 'usual, hard',
    values: { distillation: 'hard', distToken: false, lambda: HARD_LAMBDA },
    paper: [{ inference: 'cls', ti: 74.3, s: 80.9, b: 83.0 }],
  },
  {
    id: 'token-soft',
    label: 'token, soft',
    values: { distillation: 'soft', distToken: true },
    paper: [],
  },
  {
    id: 'token-hard',
    label: 'token, hard',
    values: { distillation: 'hard', distToken: true, lambda: HARD_LAMBDA },
    paper: [
      { inference: 'cls', ti: 73.9, s: 80.9, b: 83.0 },
      { inference: 'dist', ti: 74.6, s: 81.1, b: 83.1 },
      { inference: 'both-logits', ti: 74.5, s: 81.2, b: 83.4 },
    ],
  },
  {
    // Section 4: a second class token that learns the label becomes equal to the first (cosine .999) and gains nothing.
    id: 'two-class',
    label: 'two class tokens',
    values: { distillation: 'label', distToken: true },
    paper: [],
    control: true,
  },
];

/** The strategies that are trained by default. */
export const USUAL_STRATEGIES: readonly StrategyId[] = STRATEGIES.filter(({ control }) => !control).map(({ id }) => id);

export function strategyOf(id: StrategyId): Strategy {
  return STRATEGIES.find((strategy) => strategy.id === id)!;
}

/** The row of the table for an experiment. */
export function strategyIn({
  distillation,
  distToken,
}: Pick<ExperimentConfig, 'distillation' | 'distToken'>): Exclude<StrategyId, 'labelled-only'> {
  if (distillation === 'none') return 'none';
  if (distillation === 'label') return 'two-class';
  return `${distToken ? 'token' : 'usual'}-${distillation}`;
}

/** The fields that a sweep can go over: numbers of an experiment, and the kind of its teacher. */
export const SWEPT_FIELDS = [
  'trainImages',
  'labelNoise',
  'labelledImages',
  'cropMinArea',
  'teacherFamily',
  'teacherEpochs',
  'teacherWidth',
  'tau',
  'lambda',
  'epochs',
] as const satisfies readonly (keyof ExperimentConfig)[];
export type SweptField = (typeof SWEPT_FIELDS)[number];

/** A number, or the id of a kind of teacher. */
export type SweptValue = number | string;

const OF_TEACHER: readonly SweptField[] = ['teacherFamily', 'teacherEpochs', 'teacherWidth'];

/** Whether the swept field belongs to the teacher. Then each value has its own teacher. */
export function isOfTeacher(field: SweptField): boolean {
  return OF_TEACHER.includes(field);
}

export interface Sweep {
  field: SweptField;
  values: SweptValue[];
}

/** Matched trials: they differ in the strategy, the seed and, in a sweep, one value, and in nothing else. */
export interface TrialPlan {
  name: string;
  base: ExperimentConfig;
  strategies: StrategyId[];
  seeds: number[];
  /** The swept field and its values; null for a table at one setting. */
  sweep: Sweep | null;
  /** Whether each trained student is also measured on other test sets. */
  otherTests: boolean;
}

export interface Trial {
  strategy: StrategyId;
  seed: number;
  /** The value of the swept field; null without a sweep. */
  value: SweptValue | null;
  config: ExperimentConfig;
}

/**
 * All trials of a plan, seed by seed, so that a whole table can be compared early. If all images have labels, there is no trial of
 * the labelled images alone, since it would be the same as the one without distillation.
 */
export function trialsOf({ base, strategies, seeds, sweep }: TrialPlan): Trial[] {
  const values = sweep ? sweep.values : [null];
  return seeds.flatMap((seed) =>
    values.flatMap((value) =>
      strategies.flatMap((strategy) => {
        const swept = sweep && value !== null ? { ...requiredBy(sweep, base), [sweep.field]: value } : {};
        const { values, labelledOnly } = strategyOf(strategy);
        const all = { ...base, ...swept, ...values, seed };
        const asked = { ...all, warmupEpochs: Math.min(all.warmupEpochs, all.epochs) };
        const config = labelledOnly ? labelledAlone(asked) : asked;
        return config ? [{ strategy, seed, value, config }] : [];
      }),
    ),
  );
}

/** The values without which the swept field would not matter: its crop or its teacher. */
function requiredBy({ field, values }: Sweep, { dataset, teacher }: ExperimentConfig): Partial<ExperimentConfig> {
  if (field === 'cropMinArea') return { crop: 'resized' };
  if (!isOfTeacher(field)) return {};
  // If all kinds are shipped, they are not trained again. Their width and epochs are fixed.
  const shipped =
    field === 'teacherFamily' && values.every((kind) => shippedTeachers(dataset).some((shipped) => shipped === kind));
  return { teacher: shipped && teacher === 'pretrained' ? 'pretrained' : 'train' };
}

/** The experiment on its labelled images alone, for the same number of steps; null if all have labels or their number is unknown. */
function labelledAlone(config: ExperimentConfig): ExperimentConfig | null {
  const { trainImages, labelledImages, batchSize, epochs, warmupEpochs } = config;
  if (labelledImages === 0 || labelledImages >= trainImages) return null;
  const stepsPerEpoch = (images: number) => Math.floor(images / Math.min(batchSize, images));
  const longer = stepsPerEpoch(trainImages) / stepsPerEpoch(labelledImages);
  return {
    ...config,
    trainImages: labelledImages,
    labelledImages: 0,
    batchSize: Math.min(batchSize, labelledImages),
    epochs: Math.round(epochs * longer),
    warmupEpochs: Math.round(warmupEpochs * longer),
  };
}

/** Name of a trial in files and lists, for example `token-hard-seed2-0.4`. */
export function trialId({ strategy, seed, value }: Pick<Trial, 'strategy' | 'seed' | 'value'>): string {
  return `${strategy}-seed${seed}${value === null ? '' : `-${value}`}`;
}

/** The result of one trial. Plain data. */
export interface TrialResult {
  strategy: StrategyId;
  seed: number;
  value: SweptValue | null;
  /** On the test images after the last step, 0…1; null if there is no such head. */
  accuracy: Record<Inference, number | null>;
  /** The same for the moving average of the weights; null without one, and in old files. */
  averaged: Record<Inference, number | null> | null;
  teacherAccuracy: number | null;
  testImages: number;
  steps: number;
  seconds: number;
  /** The same for all strategies of a seed: initial weights, and order and augmentation of the batches. */
  start: StartHashes;
  /** Evaluations during training, at most a few dozen. */
  curve: { step: number; accuracy: Record<Inference, number | null> }[];
  /** Cosine of the two prefix tokens after the last block, over the run; empty with one token. */
  cosine: { step: number; value: number }[];
  /** The same at the end, before the first block and after each, [layers + 1]; empty with one token, and in old files. */
  cosineByLayer: number[];
  /** On other test sets, including the test set itself; empty if they were not measured. */
  otherTests: TestKindShares[];
  /** Share of test images on which two answers differ, `ANSWERERS` × `ANSWERERS`; null if one is missing. */
  disagreement: (number | null)[][];
}

export interface StartHashes {
  /** Hash of the initial weights that all strategies share. */
  weights: string;
  /** Hash of the images in the first epoch's batches, with labels and augmentation. */
  order: string;
}

/** Who answers for a test image, in the order of the disagreement matrix (paper, Table 4). */
export const ANSWERERS = ['label', 'teacher', 'none', 'cls', 'dist', 'both'] as const;
export type Answerer = (typeof ANSWERERS)[number];

export interface MeanDeviation {
  mean: number;
  /** Standard deviation of the sample (n − 1); null for a single value. */
  deviation: number | null;
  count: number;
}

/** @returns null for no values */
export function meanDeviation(values: readonly number[]): MeanDeviation | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}

/** The inference that counts for a row: both heads if there are two. */
export function judgedBy(strategy: StrategyId): Inference {
  return strategyOf(strategy).values.distToken ? 'both-logits' : 'cls';
}

/** What a strategy gains. */
export interface Gain {
  strategy: StrategyId;
  /** Accuracy of the strategy minus that of the student without a teacher (`plainOf`), paired by seed, in percentage points. */
  points: MeanDeviation;
  /** With at least three seeds, the 95 % interval of the paired mean (Student's t) does not contain 0. */
  beyondNoise: boolean;
}

/** Two seeds that agree by chance would look like certainty. */
const MIN_SEEDS = 3;
/** Two-sided 95 % quantile of Student's t by degrees of freedom, from 2. */
const T95 = [4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The student without a teacher that gains are measured against: the better one if there are two, null if there is none. */
export function plainOf(results: readonly TrialResult[]): StrategyId | null {
  const plain = STRATEGIES.filter(({ values }) => values.distillation === 'none').flatMap(({ id }) => {
    const accuracy = meanDeviation(results.flatMap((r) => (r.strategy === id ? (r.accuracy.cls ?? []) : [])));
    return accuracy ? [{ id, mean: accuracy.mean }] : [];
  });
  return plain.sort((a, b) => b.mean - a.mean)[0]?.id ?? null;
}

/**
 * What each strategy gains over a student without a teacher, over the seeds that both have.
 *
 * @param over the strategy of that student
 */
export function gainsOf(results: readonly TrialResult[], over = plainOf(results)): Gain[] {
  const plain = new Map(results.filter(({ strategy }) => strategy === over).map((result) => [result.seed, result]));
  return STRATEGIES.filter(({ id }) => id !== over).flatMap(({ id }) => {
    const gains = results
      .filter(({ strategy, seed }) => strategy === id && plain.has(seed))
      .map((result) => 100 * (result.accuracy[judgedBy(id)]! - plain.get(result.seed)!.accuracy.cls!));
    const points = meanDeviation(gains);
    return points ? [{ strategy: id, points, beyondNoise: isBeyondNoise(points) }] : [];
  });
}

function isBeyondNoise({ mean, deviation, count }: MeanDeviation): boolean {
  if (deviation === null || count < MIN_SEEDS) return false;
  const t = T95[Math.min(count - MIN_SEEDS, T95.length - 1)]!;
  return Math.abs(mean) > (t * deviation) / Math.sqrt(count);
}
