import type { DataShape, ExperimentConfig } from '../src/experiment/config';
import { DEIT_TI } from './deitTi';

/** A student to train and the images that it is trained on. */
export interface BenchModel {
  id: string;
  about: string;
  config: ExperimentConfig;
  data: DataShape;
}

const COMMON: ExperimentConfig = {
  ...DEIT_TI,
  teacher: 'pretrained',
  distillation: 'hard',
  lambda: 0.5,
  learningRate: 1e-3,
};

export const MODELS: readonly BenchModel[] = [
  {
    id: 'small',
    about: '28×28×1, patch 4, dim 64, depth 4, heads 4, 49+2 tokens, batch 64',
    config: { ...COMMON, imageSize: 28, patchSize: 4, dim: 64, depth: 4, heads: 4, batchSize: 64 },
    data: { channels: 1, classes: 10 },
  },
  {
    id: 'large',
    about: '32×32×3, patch 4, dim 192, depth 6, heads 3, 64+2 tokens, batch 16',
    config: { ...COMMON, imageSize: 32, patchSize: 4, dim: 192, depth: 6, heads: 3, batchSize: 16 },
    data: { channels: 3, classes: 10 },
  },
];
