/** The paper's whole recipe (Table 9) as one switch over fields that stay what they are: fields of their own. */
import { create } from 'zustand';
import type { ExperimentConfig } from '../experiment/config';
import { DEFAULTS, FIELDS } from '../experiment/fields/table';
import { USUAL_CROPS } from '../experiment/presets';

/** Up to this picture size the reference code shifts by up to four pixels instead of cutting out a part. */
const SMALL_PICTURE = 32;
/** The paper's learning rate is 5e-4 for a batch of 512, and grows with the batch. */
const RATE_PER_IMAGE = 5e-4 / 512;
const WARMUP_EPOCHS = 5;

/**
 * What Table 9 sets, for this data set, picture size and batch. Batch and length of the training (1024 and 300 epochs) are not part
 * of it: what they may be is the device's and the person's affair. Nor is the flip of digits, which no longer are what they were.
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
    flip: dataset !== 'mnist',
    ...(imageSize <= SMALL_PICTURE
      ? { crop: 'shift' as const, shiftPixels: 4, border: 'black' as const }
      : { crop: 'resized' as const, cropMinArea: 0.08 }),
  };
}

export function followsPaper(config: ExperimentConfig): boolean {
  return Object.entries(paperRecipe(config)).every(([key, value]) => config[key as keyof ExperimentConfig] === value);
}

/** Shorter trainings and narrower students than these are what the recipe is too strong for. */
const LONG = { epochs: 100, dim: 192 };

export function isTooStrong({ epochs, dim }: ExperimentConfig): boolean {
  return epochs < LONG.epochs || dim < LONG.dim;
}

/** What stood in the recipe's fields before it was switched on; null where nobody knows. */
export const useRecipe = create<{ before: Partial<ExperimentConfig> | null }>()(() => ({ before: null }));

/** What the switch changes: to the recipe, or back to what was there before it, else to what is usual for the data set. */
export function switched(config: ExperimentConfig, on: boolean): Partial<ExperimentConfig> {
  const recipe = paperRecipe(config);
  if (on) {
    useRecipe.setState({ before: only(recipe, config) });
    return recipe;
  }
  return { ...only(recipe, { ...DEFAULTS, ...USUAL_CROPS[config.dataset] }), ...useRecipe.getState().before };
}

function only(fields: Partial<ExperimentConfig>, from: ExperimentConfig): Partial<ExperimentConfig> {
  const keys = FIELDS.filter(({ key }) => key in fields).map(({ key }) => key);
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
