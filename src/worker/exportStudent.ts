import type { ImageDataset } from '../engine/data/dataset';
import { exportModel } from '../engine/io/exportModel';
import type { Run } from '../engine/train/run';
import type { StudentFile } from './protocol';

/** The student with its current weights as a file. Training continues. */
export async function exportStudent({ trainer }: Run, dataset: ImageDataset): Promise<StudentFile> {
  const { step, config, student } = trainer;
  const { classes, mean, std } = dataset;
  const file = await exportModel(
    student,
    { classes, mean, std },
    { trained_on: dataset.about.name, step: `${step}`, seed: `${config.seed}`, distillation: config.distillation },
  );
  const { imageSize, patchSize, dim, depth, heads, mlpRatio, distToken } = student.shape;
  return {
    file,
    step,
    shape: { imageSize, patchSize, dim, depth, heads, mlpRatio, distToken },
    data: student.data,
    normalisation: { mean, std },
    classes,
    trainedOn: dataset.about.id,
  };
}
