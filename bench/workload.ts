import type { StudentShape } from '../src/engine/spec/deitShape';
import type { DataShape, ExperimentConfig } from '../src/engine/spec/experiment';

/** What every library gets: one student with its first weights, one batch, and what the teacher says of it. */
export interface Workload {
  id: string;
  config: ExperimentConfig;
  data: DataShape;
  /** By timm's names, PyTorch's layout. */
  weights: ReadonlyMap<string, { shape: number[]; values: Float32Array }>;
  /** [batch, size, size, channels], normalised. */
  images: Float32Array;
  labels: Int32Array;
  /** The teacher's hard labels, [batch]. */
  teacherLabels: Int32Array;
}

/** One library at work on a workload. */
export interface Peer {
  readonly name: PeerName;
  /** One training step, until its loss was read. @returns loss and milliseconds of JavaScript until all was queued */
  step(): Promise<{ loss: number; encodeMs: number }>;
  dispose(): void;
}

export const PEERS = ['ours', 'tfjs', 'jaxjs'] as const;
export type PeerName = (typeof PEERS)[number];

const COMMON = {
  dataset: 'own',
  trainImages: 0,
  mlpRatio: 4,
  distToken: true,
  dropPath: 0,
  teacher: 'pretrained',
  teacherFamily: 'resnet',
  teacherWidth: 8,
  teacherEpochs: 1,
  distillation: 'hard',
  tau: 3,
  lambda: 0.5,
  klNormalisation: 'batchmean',
  labelSmoothing: 0,
  teacherSmoothing: 0,
  batchSize: 64,
  epochs: 100_000,
  ema: 0,
  learningRate: 1e-3,
  minLearningRate: 1e-3,
  warmupEpochs: 0,
  weightDecay: 0.05,
  seed: 1,
  crop: 'none',
  shiftPixels: 0,
  cropMinArea: 1,
  flip: false,
} as const;

type Model = Pick<StudentShape, 'imageSize' | 'patchSize' | 'dim' | 'depth' | 'heads'> & {
  id: string;
  data: DataShape;
};

const MODELS: Model[] = [
  { id: 'small', imageSize: 28, patchSize: 4, dim: 64, depth: 4, heads: 4, data: { channels: 1, classes: 10 } },
  { id: 'large', imageSize: 32, patchSize: 4, dim: 192, depth: 6, heads: 3, data: { channels: 3, classes: 10 } },
];

export const MODEL_IDS = MODELS.map(({ id }) => id);

/** @throws RangeError for a name that is not among MODEL_IDS */
export function modelOf(id: string): { config: ExperimentConfig; data: DataShape } {
  const model = MODELS.find((model) => model.id === id);
  if (!model) throw new RangeError(`There is no model ${id}; there are ${MODEL_IDS.join(', ')}.`);
  const { id: _, data, ...shape } = model;
  return { config: { ...COMMON, ...shape }, data };
}
