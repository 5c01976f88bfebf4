import type { ExperimentConfig } from '../../experiment/config';
import type { StartHashes } from '../../experiment/trials/trials';
import { BatchOrder } from '../data/augment';
import type { ImageDataset } from '../data/dataset';
import { givenLabels } from '../data/labels';
import { shortHash } from '../hash';
import { ROW, rowStart, stepLength } from '../step/layout';
import { BatchAugmenter } from './batchAugmenter';
import { usedTrainImages } from './trainer';

/** Parameters that only a student with a distillation token has. */
const DIST_PARAMETERS = /^(dist_token$|head_dist\.)/;

/**
 * Hashes that are equal if two trials start alike: the first eight hex digits of the SHA-256 of the initial weights that students
 * with and without a distillation token share, and of the first epoch's images, labels and augmentations.
 *
 * @param initial the student's weights before the first step, by name
 */
export async function startHashes(
  config: ExperimentConfig,
  dataset: ImageDataset,
  initial: ReadonlyMap<string, Float32Array>,
): Promise<StartHashes> {
  const shared = [...initial]
    .filter(([name]) => !DIST_PARAMETERS.test(name))
    .map(([name, values]) => (name === 'pos_embed' && config.distToken ? withoutRow1(values, config.dim) : values));
  return { weights: await shortHash(shared), order: await shortHash([order(config, dataset)]) };
}

function withoutRow1(values: Float32Array, dim: number): Float32Array {
  const kept = new Float32Array(values.length - dim);
  kept.set(values.subarray(0, dim));
  kept.set(values.subarray(2 * dim), dim);
  return kept;
}

function order(config: ExperimentConfig, { classes, height, width, train }: ImageDataset): Float32Array {
  const count = usedTrainImages(config, train.count);
  const { labels } = givenLabels(train.labels.subarray(0, count), classes.length, config);
  const batches = new BatchOrder(config.seed, count, config.batchSize, config.repeats);
  const augmenter = new BatchAugmenter(config);
  const length = stepLength(batches.batch, 0);
  const epoch = new Float32Array(batches.stepsPerEpoch * length);
  for (let step = 0; step < batches.stepsPerEpoch; step++) {
    const values = epoch.subarray(step * length, (step + 1) * length);
    augmenter.writeBatch(values, step);
    batches.indices(step).forEach((index, b) => {
      augmenter.writePicture(values, step, b, height, width);
      values[rowStart(b) + ROW.index] = index;
      values[rowStart(b) + ROW.label] = labels[index]!;
    });
  }
  return epoch;
}
