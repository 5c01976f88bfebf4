import { type ExperimentConfig, type Inference, LIVE_FIELDS } from '../../experiment/config';
import type { MomentRecord } from './momentHistory';
import type { TokenRecord } from './tokenHistory';

/** Columns of equal length, one row a step. total = labelTerm + teacherTerm. */
export interface MetricTable {
  step: Float64Array<ArrayBuffer>;
  total: Float32Array<ArrayBuffer>;
  labelTerm: Float32Array<ArrayBuffer>;
  labelLoss: Float32Array<ArrayBuffer>;
  teacherTerm: Float32Array<ArrayBuffer>;
  teacherLoss: Float32Array<ArrayBuffer>;
  learningRate: Float32Array<ArrayBuffer>;
}

export const METRIC_COLUMNS = [
  'step',
  'total',
  'labelTerm',
  'labelLoss',
  'teacherTerm',
  'teacherLoss',
  'learningRate',
] as const satisfies readonly (keyof MetricTable)[];

/** Accuracy on test images by way of inference, 0…1; null where there is no distillation head or no teacher. */
export interface EvaluationRecord {
  step: number;
  epoch: number;
  accuracy: Record<Inference, number | null>;
  /** The same of the weights' moving average; null where none is kept. */
  averaged: Record<Inference, number | null> | null;
  teacher: number | null;
  /** Test images that were asked. */
  images: number;
  /** Of these, images on which mean of logits and sum of softmax outputs disagree. */
  fusionFlips: number;
}

/** What a run was fine-tuned from: the run before, with the weights that it had then. */
export interface RunBefore {
  config: ExperimentConfig;
  /** Steps that it had done. */
  step: number;
  /** Its last evaluation; null where there was none. */
  evaluation: EvaluationRecord | null;
  parameters: Map<string, Float32Array>;
}

/** The run that a fine-tuned one comes from, as it was then. */
export interface FineTunedFrom {
  imageSize: number;
  tokens: number;
  /** Multiply–accumulates of one forward pass of one image. */
  macs: number;
  step: number;
  evaluation: EvaluationRecord | null;
}

export const CHECKPOINT_VERSION = 2;

/** A run at one step, whole: with the same configuration and data set it goes on as if nothing had happened. */
export interface Checkpoint {
  version: number;
  config: ExperimentConfig;
  datasetFingerprint: string;
  step: number;
  parameters: Map<string, Float32Array>;
  /** Of AdamW, with the weights' moving average where it is kept: see its `state`. */
  moments: Float32Array;
  metrics: MetricTable;
  evaluations: EvaluationRecord[];
  tokens: TokenRecord[];
  album: MomentRecord[];
  /** Missing or null where it began with fresh weights. */
  before?: RunBefore | null;
}

/** The run at this moment as what another one is fine-tuned from. */
export function asBefore({ config, step, evaluations, parameters }: Checkpoint): RunBefore {
  return { config, step, evaluation: evaluations.at(-1) ?? null, parameters };
}

/** What a run did of fields that its version did not know. */
const BEFORE_IT_WAS_A_FIELD: Partial<ExperimentConfig> = { border: 'black', teacherFamily: 'resnet' };

/** True when the checkpoint is a run of this very experiment on this very data; what may be moved while training may differ. */
export function belongsTo(checkpoint: Checkpoint, config: ExperimentConfig, datasetFingerprint: string): boolean {
  return (
    checkpoint.version === CHECKPOINT_VERSION &&
    checkpoint.datasetFingerprint === datasetFingerprint &&
    (Object.keys(config) as (keyof ExperimentConfig)[]).every(
      (key) =>
        LIVE_FIELDS.some((field) => field === key) ||
        (checkpoint.config[key] ?? BEFORE_IT_WAS_A_FIELD[key]) === config[key],
    )
  );
}

/** As `belongsTo`, with the same beginning, and nobody moved a live value: what a trial may go on from. */
export function isTheSame(
  checkpoint: Checkpoint,
  config: ExperimentConfig,
  datasetFingerprint: string,
  before: RunBefore | null = null,
): boolean {
  return (
    belongsTo(checkpoint, config, datasetFingerprint) &&
    LIVE_FIELDS.every((field) => checkpoint.config[field] === config[field]) &&
    beganAlike(checkpoint.before ?? null, before)
  );
}

function beganAlike(one: RunBefore | null, other: RunBefore | null): boolean {
  if (!one || !other) return one === other;
  return (
    one.config.imageSize === other.config.imageSize &&
    one.parameters.size === other.parameters.size &&
    [...one.parameters].every(([name, values]) => {
      const others = other.parameters.get(name);
      return others?.length === values.length && values.every((value, i) => value === others[i]);
    })
  );
}

/** No number in it is NaN or infinite. */
export function isFiniteCheckpoint({ parameters, moments, before }: Checkpoint): boolean {
  const all = [moments, ...parameters.values(), ...(before?.parameters.values() ?? [])];
  return all.every((values) => values.every(Number.isFinite));
}
