import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULTS, fieldOf } from '../experiment/fields/table';
import type { FieldKey } from '../experiment/fields/types';
import { validate } from '../experiment/fields/validate';
import { withConsequences } from '../experiment/presets';
import { followsPaper, isTooStrong, paperRecipe, switched, useRecipe } from './recipe';

beforeEach(() => useRecipe.setState({ before: null }));

describe.each(['shapes', 'mnist', 'cifar10', 'own'] as const)('on %s', (dataset) => {
  const config = withConsequences(DEFAULTS, { dataset });

  test('it is possible as it is, and known again', () => {
    const recipe = { ...config, ...switched(config, true) };
    expect(validate(recipe)).toEqual({ config: recipe, messages: [] });
    expect(followsPaper(recipe)).toBe(true);
    expect(followsPaper(config)).toBe(false);
    expect(followsPaper({ ...recipe, mixup: 0.7 })).toBe(false);
  });

  test('back is what was there before, and without knowing it what is usual here', () => {
    const mine = { ...config, mixup: 0.3, learningRate: 2e-3 };
    const recipe = { ...mine, ...switched(mine, true) };
    expect({ ...recipe, ...switched(recipe, false) }).toEqual(mine);
    useRecipe.setState({ before: null });
    const { crop, shiftPixels, cropMinArea, ...rest } = { ...recipe, ...switched(recipe, false) };
    expect({ ...rest, crop, shiftPixels, cropMinArea }).toEqual(config);
  });
});

test('its numbers are those that the table of fields calls the paper’s', () => {
  const recipe = paperRecipe({ ...DEFAULTS, imageSize: 224, patchSize: 16 });
  const same: FieldKey[] = ['randAugment', 'mixup', 'cutmix', 'erasing', 'repeats', 'dropPath', 'labelSmoothing'];
  for (const key of [...same, 'weightDecay', 'minLearningRate', 'warmupEpochs', 'cropMinArea'] as const)
    expect(Number.parseFloat(fieldOf(key).paper!), key).toBe(recipe[key]);
  expect(recipe.crop).toBe(fieldOf('crop').paper);
  expect(paperRecipe({ ...DEFAULTS, batchSize: 512 }).learningRate).toBe(5e-4);
  // At small pictures the reference code shifts.
  expect(paperRecipe(DEFAULTS)).toMatchObject({ crop: 'shift', shiftPixels: 4, border: fieldOf('border').paper });
  expect(paperRecipe(withConsequences(DEFAULTS, { dataset: 'mnist' })).flip).toBe(false);
});

test('it is too strong for short trainings and for small students', () => {
  expect(isTooStrong(DEFAULTS)).toBe(true);
  expect(isTooStrong({ ...DEFAULTS, epochs: 300 })).toBe(true);
  expect(isTooStrong({ ...DEFAULTS, epochs: 300, dim: 192 })).toBe(false);
});
