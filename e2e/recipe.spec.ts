import { expect, test } from '@playwright/test';
import type { FieldKey } from '../src/experiment/fields/types';
import { TINY_ALONE } from './experiments';
import { Playground } from './pages/playground';

const PAPER: Partial<Record<FieldKey, string>> = {
  randAugment: '9',
  mixup: '0.8',
  cutmix: '1',
  erasing: '0.25',
  repeats: '3',
  shiftPixels: '4',
};

test('one switch sets the paper’s recipe, each value stays a field, and switching back restores the previous values', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open(`${TINY_ALONE}&mixup=0.3`);
  const { form, controls } = playground;
  await controls.ready();
  await form.unfold('augmentation');
  const recipe = page.getByRole('checkbox', { name: 'The paper’s recipe (Table 9)' });
  await expect(recipe).not.toBeChecked();
  await recipe.check();
  for (const [key, value] of Object.entries(PAPER)) await expect(form.number(key as FieldKey)).toHaveValue(value);
  await expect(recipe).toHaveAccessibleDescription(/far too strong for a tiny student or a short training/);
  await form.unfold('student');
  await expect(form.number('dropPath')).toHaveValue('0.1');
  await controls.ready();
  await controls.stepTimes(2);

  // Changing a field of the recipe turns the switch off.
  await form.enter('erasing', '0.5');
  await expect(recipe).not.toBeChecked();
  await form.enter('erasing', '0.25');
  await expect(recipe).toBeChecked();
  await recipe.uncheck();
  await expect(form.number('mixup')).toHaveValue('0.3');
  await expect(form.number('randAugment')).toHaveValue('0');
  await expect(form.option('crop', 'None')).toBeChecked();
  expect(playground.errors).toEqual([]);
});
