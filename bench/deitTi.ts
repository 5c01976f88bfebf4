import type { ExperimentConfig } from '../src/experiment/config';
import { DEFAULTS } from '../src/experiment/fields/table';

/** The paper's tiny student at 224 px without augmentation, since the benchmark times the step. */
export const DEIT_TI: ExperimentConfig = {
  ...DEFAULTS,
  dataset: 'own',
  ...{ imageSize: 224, patchSize: 16, dim: 192, depth: 12, heads: 3 },
  ...{ distToken: true, teacher: 'none', teacherEpochs: 1, distillation: 'none', lambda: 0 },
  ...{ batchSize: 8, epochs: 1000, learningRate: 5e-4, warmupEpochs: 0 },
  ...{ crop: 'none', shiftPixels: 0, cropMinArea: 1, flip: false },
};
