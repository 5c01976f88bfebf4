import type { ExperimentConfig, Inference } from '../config';
import { shippedTeachers } from '../teachers';
import type { TestKindShares } from '../testSets';

/** The rows of the paper's Table 3: what teaches the student, and through which token; and two controls. */
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
  /** Top-1 of DeiT-Ti, -S and -B on ImageNet at 224 px, in per cent, by each head that the paper gives (Table 3). */
  paper: { inference: Exclude<Inference, 'both-softmax'>; ti: number; s: number; b: number }[];
  /** No way of distilling but what one is compared with: trained only when asked for. */
  control?: boolean;
  /** Is given the labelled images alone, for as many steps. */
  labelledOnly?: boolean;
}

/** λ of hard distillation, equation 3 of the paper. */
const HARD_LAMBDA = 0.5;

/**
 * Soft rows keep the experiment's τ and λ. Everything else of the experiment is the same in all rows.
 * The paper prints no soft distillation through the token; its row is here because the question suggests itself.
 */
export const STRATEGIES: readonly Strategy[] = [
  {
    id: 'none',
    label: 'no distillation',
    values: { distillation: 'none', distToken: false },
    paper: [{ inference: 'cls', ti: 72.2, s: 79.8, b: 81.8 }],
  },
  {
    // Without a teacher an image without label teaches nothing and takes a place in the batch: leaving those out is what one would do.
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
    // Section 4: a second class token taught by the label becomes the first one (cosine .999) and gains nothing.
    id: 'two-class',
    label: 'two class tokens',
    values: { distillation: 'label', distToken: true },
    paper: [],
    control: true,
  },
];

/** Those that are trained when nobody says which. */
export const USUAL_STRATEGIES: readonly StrategyId[] = STRATEGIES.filter(({ control }) => !control).map(({ id }) => id);

export function strategyOf(id: StrategyId): Strategy {
  return STRATEGIES.find((strategy) => strategy.id === id)!;
}

/** The row of the table that an experiment belongs to. */
export function strategyIn({
  distillation,
  distToken,
}: Pick<ExperimentConfig, 'distillation' | 'distToken'>): Exclude<StrategyId, 'labelled-only'> {
  if (distillation === 'none') return 'none';
  if (distillation === 'label') return 'two-class';
  return `${distToken ? 'token' : 'usual'}-${distillation}`;
}

/** What a sweep can go over: numbers of an experiment, and its teacher's kind. */
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

/** A number, or a kind by its id. */
export type SweptValue = number | string;

const OF_TEACHER: readonly SweptField[] = ['teacherFamily', 'teacherEpochs', 'teacherWidth'];

/** Whether the swept field is of the teacher: then there is one for each value. */
export function isOfTeacher(field: SweptField): boolean {
  return OF_TEACHER.includes(field);
}

export interface Sweep {
  field: SweptField;
  values: SweptValue[];
}

/** Trials that differ in the strategy, the seed, and perhaps one value, and in nothing else. */
export interface TrialPlan {
  name: string;
  base: ExperimentConfig;
  strategies: StrategyId[];
  seeds: number[];
  /** What is swept and its values; null for a table at one setting. */
  sweep: Sweep | null;
  /** Whether each finished student is also asked about other test sets. */
  otherTests: boolean;
}

export interface Trial {
  strategy: StrategyId;
  seed: number;
  /** Of the swept field; null without sweep. */
  value: SweptValue | null;
  config: ExperimentConfig;
}

/**
 * All trials of a plan: whole tables come first, seed by seed, so that what is there early can be compared. Where all images have
 * labels, there is no trial of the labelled ones alone: it would be that of no distillation again.
 */
export function trialsOf({ base, strategies, seeds, sweep }: TrialPlan): Trial[] {
  const values = sweep ? sweep.values : [null];
  return seeds.flatMap((seed) =>
    values.flatMap((value) =>
      strategies.flatMap((strategy) => {
        const swept = sweep && value !== null ? { ...whatItTakes(sweep, base), [sweep.field]: value } : {};
        const { values, labelledOnly } = strategyOf(strategy);
        const all = { ...base, ...swept, ...values, seed };
        const asked = { ...all, warmupEpochs: Math.min(all.warmupEpochs, all.epochs) };
        const config = labelledOnly ? labelledAlone(asked) : asked;
        return config ? [{ strategy, seed, value, config }] : [];
      }),
    ),
  );
}

/** What it takes for a swept field to matter: another crop or teacher would not know of it. */
function whatItTakes({ field, values }: Sweep, { dataset, teacher }: ExperimentConfig): Partial<ExperimentConfig> {
  if (field === 'cropMinArea') return { crop: 'resized' };
  if (!isOfTeacher(field)) return {};
  // Kinds that are all shipped are not trained again. Their number of epochs and their width are what they are.
  const shipped =
    field === 'teacherFamily' && values.every((kind) => shippedTeachers(dataset).some((shipped) => shipped === kind));
  return { teacher: shipped && teacher === 'pretrained' ? 'pretrained' : 'train' };
}

/** The experiment on its labelled images alone, for as many steps; null where all have labels, or their number is not said. */
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

/** Names a trial in files and lists, e.g. `token-hard-seed2-0.4`. */
export function trialId({ strategy, seed, value }: Pick<Trial, 'strategy' | 'seed' | 'value'>): string {
  return `${strategy}-seed${seed}${value === null ? '' : `-${value}`}`;
}

/** What one trial came to. Plain data. */
export interface TrialResult {
  strategy: StrategyId;
  seed: number;
  value: SweptValue | null;
  /** On the test images after the last step, 0…1; null where there is no such head. */
  accuracy: Record<Inference, number | null>;
  /** The same of the moving average of the weights; null where none was kept, and in old files. */
  averaged: Record<Inference, number | null> | null;
  teacherAccuracy: number | null;
  testImages: number;
  steps: number;
  seconds: number;
  /** Shared by all strategies of a seed: what they began with, and the order and augmentation of their batches. */
  start: StartHashes;
  /** Evaluations on the way, at most a few dozen. */
  curve: { step: number; accuracy: Record<Inference, number | null> }[];
  /** Cosine of the two prefix tokens after the last block, over the run; empty with a single token. */
  cosine: { step: number; value: number }[];
  /** The same at the end, before the first block and after each, [layers + 1]; empty with a single token, and in old files. */
  cosineByLayer: number[];
  /** On other test sets, the test set itself among them; empty where it was not asked about them. */
  otherTests: TestKindShares[];
  /** Share of test images on which two answers differ, by `ANSWERERS`; null where one is missing. */
  disagreement: (number | null)[][];
}

export interface StartHashes {
  /** Of the initial weights that all strategies have. */
  weights: string;
  /** Of the images of the first epoch's batches, their labels and augmentations. */
  order: string;
}

/** Who answers for a test image, in the order of the disagreement matrix (paper, Table 4). */
export const ANSWERERS = ['label', 'teacher', 'none', 'cls', 'dist', 'both'] as const;
export type Answerer = (typeof ANSWERERS)[number];

export interface MeanDeviation {
  mean: number;
  /** Of the sample (n − 1); null for a single value. */
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

/** The inference that a row is judged by: both heads where there are two. */
export function judgedBy(strategy: StrategyId): Inference {
  return strategyOf(strategy).values.distToken ? 'both-logits' : 'cls';
}

export interface Difference {
  strategy: StrategyId;
  /** Accuracy of the strategy minus that of the student without teacher (`plainOf`), paired by seed, in percentage points. */
  points: MeanDeviation;
  /** Beyond seed noise: of at least three seeds, the 95 % interval of the paired mean (Student's t) does not hold 0. */
  beyondNoise: boolean;
}

/** Two seeds that happen to agree would look like certainty. */
const MIN_SEEDS = 3;
/** Two-sided 95 % quantile of Student's t by degrees of freedom, from two on. */
const T95 = [4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The student without teacher that gains are counted over: the better one, where there are two. Null without any. */
export function plainOf(results: readonly TrialResult[]): StrategyId | null {
  const plain = STRATEGIES.filter(({ values }) => values.distillation === 'none').flatMap(({ id }) => {
    const accuracy = meanDeviation(results.flatMap((r) => (r.strategy === id ? (r.accuracy.cls ?? []) : [])));
    return accuracy ? [{ id, mean: accuracy.mean }] : [];
  });
  return plain.sort((a, b) => b.mean - a.mean)[0]?.id ?? null;
}

/**
 * What each strategy gains over a student without teacher, over the seeds that both have.
 *
 * @param over that student: the better one of these results where nothing is said
 */
export function differences(results: readonly TrialResult[], over = plainOf(results)): Difference[] {
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
