import { type ExperimentConfig, type Inference, LIVE_FIELDS } from '../spec/experiment';
import type { MomentRecord } from '../train/album';
import type { TokenRecord } from '../train/tokenHistory';

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
}

/** True when the checkpoint is a run of this very experiment on this very data; what may be moved while training may differ. */
export function belongsTo(checkpoint: Checkpoint, config: ExperimentConfig, datasetFingerprint: string): boolean {
  return (
    checkpoint.version === CHECKPOINT_VERSION &&
    checkpoint.datasetFingerprint === datasetFingerprint &&
    (Object.keys(config) as (keyof ExperimentConfig)[]).every(
      (key) => LIVE_FIELDS.some((field) => field === key) || checkpoint.config[key] === config[key],
    )
  );
}

/** As `belongsTo`, and nobody moved a live value: what a trial may go on from. */
export function isTheSame(checkpoint: Checkpoint, config: ExperimentConfig, datasetFingerprint: string): boolean {
  return (
    belongsTo(checkpoint, config, datasetFingerprint) &&
    LIVE_FIELDS.every((field) => checkpoint.config[field] === config[field])
  );
}

/** No number in it is NaN or infinite. */
export function isFiniteCheckpoint({ parameters, moments }: Checkpoint): boolean {
  return [moments, ...parameters.values()].every((values) => values.every(Number.isFinite));
}
