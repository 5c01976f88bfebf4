import { expect, test } from 'vitest';
import { DATASET_IDS } from './datasets';
import { DEFAULTS, fieldOf } from './fields/table';
import { validate } from './fields/validate';
import { withConsequences } from './presets';
import { followsPaper, isTooStrong, paperRecipe } from './recipe';

test.each(DATASET_IDS)('on %s the recipe is a possible experiment and is recognised', (dataset) => {
  const config = withConsequences(DEFAULTS, { dataset });
  const recipe = { ...config, ...paperRecipe(config) };
  expect(validate(recipe)).toEqual({ config: recipe, messages: [] });
  expect(followsPaper(recipe)).toBe(true);
  expect(followsPaper(config)).toBe(false);
  expect(followsPaper({ ...recipe, mixup: 0.7 })).toBe(false);
});

test('its values are those that the table of fields calls the paper’s', () => {
  const recipe = paperRecipe({ ...DEFAULTS, imageSize: 224, patchSize: 16 });
  const same = ['randAugment', 'mixup', 'cutmix', 'erasing', 'repeats', 'dropPath', 'labelSmoothing'] as const;
  for (const key of [...same, 'weightDecay', 'minLearningRate', 'warmupEpochs', 'cropMinArea'] as const)
    expect(Number.parseFloat(fieldOf(key).paper!), key).toBe(recipe[key]);
  expect(recipe.crop).toBe(fieldOf('crop').paper);
  expect(paperRecipe({ ...DEFAULTS, batchSize: 512 }).learningRate).toBe(5e-4);
  // The reference code shifts small images.
  expect(paperRecipe(DEFAULTS)).toMatchObject({ crop: 'shift', shiftPixels: 4, border: fieldOf('border').paper });
  expect(paperRecipe(withConsequences(DEFAULTS, { dataset: 'mnist' })).flip).toBe(false);
});

test('it is too strong for short training and for small students', () => {
  expect(isTooStrong(DEFAULTS)).toBe(true);
  expect(isTooStrong({ ...DEFAULTS, epochs: 300 })).toBe(true);
  expect(isTooStrong({ ...DEFAULTS, epochs: 300, dim: 192 })).toBe(false);
});
