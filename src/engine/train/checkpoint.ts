import type { ExperimentConfig, Inference } from '../../experiment/config';
import { migrate } from '../../experiment/fields/migrate';
import { isLive } from '../../experiment/fields/table';
import { changedFields } from '../../experiment/fields/values';
import type { MomentRecord } from './momentHistory';
import type { TokenRecord } from './tokenHistory';

/** Metrics as columns of equal length, one row per step. total = labelTerm + teacherTerm. */
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

/** Accuracy on test images by way of inference, 0…1; null without a distillation head or without a teacher. */
export interface EvaluationRecord {
  step: number;
  epoch: number;
  accuracy: Record<Inference, number | null>;
  /** The same for the moving average of the weights; null without an average. */
  averaged: Record<Inference, number | null> | null;
  teacher: number | null;
  /** Number of test images. */
  images: number;
  /** Images for which the mean of logits and the sum of softmax outputs predict different classes. */
  fusionFlips: number;
}

/** The run that another run is fine-tuned from, with its weights at that time. */
export interface RunBefore {
  config: ExperimentConfig;
  /** Steps that it had done. */
  step: number;
  /** Its last evaluation; null if there was none. */
  evaluation: EvaluationRecord | null;
  parameters: Map<string, Float32Array>;
}

/** Facts on the run that another run is fine-tuned from, without its weights. */
export interface FineTunedFrom {
  imageSize: number;
  tokens: number;
  /** Multiply–accumulates of one forward pass of one image. */
  macs: number;
  step: number;
  evaluation: EvaluationRecord | null;
}

export const CHECKPOINT_VERSION = 2;

/** A complete run at one step. With the same configuration and data set it continues exactly as an uninterrupted run. */
export interface Checkpoint {
  version: number;
  config: ExperimentConfig;
  datasetFingerprint: string;
  step: number;
  parameters: Map<string, Float32Array>;
  /** AdamW's state, with the moving average of the weights if there is one; see `AdamW.state`. */
  moments: Float32Array;
  metrics: MetricTable;
  evaluations: EvaluationRecord[];
  tokens: TokenRecord[];
  album: MomentRecord[];
  /** Missing or null if the run started with new weights. */
  before?: RunBefore | null;
}

/** The run at this moment as what another one is fine-tuned from. */
export function asBefore({ config, step, evaluations, parameters }: Checkpoint): RunBefore {
  return { config, step, evaluation: evaluations.at(-1) ?? null, parameters };
}

/** Whether the checkpoint is a run of this experiment on this data. Live values may differ. */
export function belongsTo(checkpoint: Checkpoint, config: ExperimentConfig, datasetFingerprint: string): boolean {
  return (
    checkpoint.version === CHECKPOINT_VERSION &&
    checkpoint.datasetFingerprint === datasetFingerprint &&
    changedFields(migrate(checkpoint.config), config).every(({ key }) => isLive(key))
  );
}

/** As `belongsTo`, with the same start and the same live values: a trial may continue from it. */
export function isTheSame(
  checkpoint: Checkpoint,
  config: ExperimentConfig,
  datasetFingerprint: string,
  before: RunBefore | null = null,
): boolean {
  return (
    belongsTo(checkpoint, config, datasetFingerprint) &&
    changedFields(migrate(checkpoint.config), config).length === 0 &&
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

/** Whether all its weights and moments are finite. */
export function isFiniteCheckpoint({ parameters, moments, before }: Checkpoint): boolean {
  const all = [moments, ...parameters.values(), ...(before?.parameters.values() ?? [])];
  return all.every((values) => values.every(Number.isFinite));
}
