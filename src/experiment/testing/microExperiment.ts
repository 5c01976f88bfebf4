import type { ExperimentConfig } from '../config';
import { DEFAULTS } from '../fields/table';

/** The smallest whole experiment, without a teacher or augmentation. */
export function microExperiment(change: Partial<ExperimentConfig> = {}): ExperimentConfig {
  return {
    ...DEFAULTS,
    ...{ imageSize: 8, patchSize: 4, dim: 16, depth: 2, heads: 2, mlpRatio: 2 },
    ...{ teacher: 'none', teacherWidth: 8, teacherEpochs: 1, distillation: 'none' },
    ...{ batchSize: 16, learningRate: 3e-3, warmupEpochs: 0 },
    ...{ crop: 'none', shiftPixels: 1, cropMinArea: 0.5, flip: false },
    ...change,
  };
}
