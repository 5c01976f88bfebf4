import { expect, test } from 'vitest';
import { DATASET_IDS, DATASETS, dataShapeOf, HEADLESS_IDS, isPrepared } from './datasets';
import { DEFAULTS } from './fields/table';
import { validate } from './fields/validate';
import { withConsequences } from './presets';
import { teacherRecipe } from './teacherRecipe';
import { shippedTeacherName, TEACHER_FAMILIES } from './teachers';

test.each(DATASET_IDS)('%s is possible on the page with its usual values', (dataset) => {
  const config = withConsequences(DEFAULTS, { dataset });
  expect(validate(config)).toEqual({ config, messages: [] });
  expect(config).toMatchObject(DATASETS[dataset].usual);
  expect(config.imageSize).toBe(DATASETS[dataset].size);
});

test('data sets by where they come from', () => {
  expect(HEADLESS_IDS).toEqual(DATASET_IDS.filter((id) => id !== 'own'));
  expect(isPrepared('mnist')).toBe(true);
  expect(isPrepared('shapes')).toBe(false);
  expect(isPrepared('own')).toBe(false);
  expect(dataShapeOf('mnist')).toEqual({ channels: 1, classes: 10 });
});

test('the recipe of a teacher: the common one, the data set’s, the family’s, and what the caller changes', () => {
  expect(teacherRecipe('own')).toMatchObject({ family: 'resnet', width: 16, epochs: 10, learningRate: 3e-3 });
  expect(teacherRecipe('mnist')).toMatchObject({ width: 8, epochs: 4, flip: false });
  expect(teacherRecipe('mnist', { family: 'transformer', epochs: 7 })).toMatchObject({
    ...{ family: 'transformer', width: 8, epochs: 7, learningRate: 1e-3 },
  });
});

test('shipped teachers have distinct files', () => {
  const names = DATASET_IDS.flatMap((dataset) => TEACHER_FAMILIES.map((family) => shippedTeacherName(dataset, family)));
  expect(new Set(names).size).toBe(names.length);
});
