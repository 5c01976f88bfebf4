/** The paper's whole recipe (Table 9) as values of fields. Each stays a separate field. */
import type { ExperimentConfig } from './config';
import { datasetOf } from './datasets';
import { DEFAULTS, FIELDS } from './fields/table';
import { hasValues } from './fields/values';
import { pick } from './keys';

/** Up to this image size the reference code shifts by up to four pixels instead of cutting out a part. */
const SMALL_IMAGE = 32;
/** The paper's learning rate is 5e-4 for a batch of 512 and grows with the batch. */
const RATE_PER_IMAGE = 5e-4 / 512;
const WARMUP_EPOCHS = 5;

/**
 * What Table 9 sets for this data set, image size and batch. Batch size and epochs (1024 and 300) are left out: they depend on the
 * device and the user's time. A data set that must not be mirrored is not mirrored here either.
 */
export function paperRecipe(config: ExperimentConfig): Partial<ExperimentConfig> {
  const { dataset, imageSize, batchSize, epochs } = config;
  const learningRate = Number((RATE_PER_IMAGE * batchSize).toPrecision(3));
  return {
    randAugment: 9,
    mixup: 0.8,
    cutmix: 1,
    erasing: 0.25,
    repeats: 3,
    dropPath: 0.1,
    labelSmoothing: 0.1,
    weightDecay: 0.05,
    learningRate,
    minLearningRate: Math.min(1e-5, learningRate),
    warmupEpochs: Math.min(WARMUP_EPOCHS, epochs),
    flip: datasetOf(dataset).usual.flip,
    ...(imageSize <= SMALL_IMAGE
      ? { crop: 'shift', shiftPixels: 4, border: 'black' }
      : { crop: 'resized', cropMinArea: 0.08 }),
  };
}

export function followsPaper(config: ExperimentConfig): boolean {
  return hasValues(config, paperRecipe(config));
}

/** The recipe is too strong for shorter training and for narrower students. */
const LONG = { epochs: 100, dim: 192 };

export function isTooStrong({ epochs, dim }: ExperimentConfig): boolean {
  return epochs < LONG.epochs || dim < LONG.dim;
}

/** The values that the fields of the recipe have in this experiment. */
export function valuesBeforeRecipe(config: ExperimentConfig): Partial<ExperimentConfig> {
  return fieldsOfRecipe(config, config);
}

/** The values that are usual for the data set, in the fields of the recipe. */
export function valuesWithoutRecipe(config: ExperimentConfig): Partial<ExperimentConfig> {
  return fieldsOfRecipe(config, { ...DEFAULTS, ...datasetOf(config.dataset).usual });
}

function fieldsOfRecipe(config: ExperimentConfig, from: ExperimentConfig): Partial<ExperimentConfig> {
  const recipe = paperRecipe(config);
  return pick(
    from,
    FIELDS.map(({ key }) => key).filter((key) => key in recipe),
  );
}
