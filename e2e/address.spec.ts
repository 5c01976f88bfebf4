import { expect, test } from '@playwright/test';
import type { ExperimentConfig } from '../src/experiment/config';
import { encodeExperiment } from '../src/experiment/fields/address';
import { DEFAULTS, FIELDS } from '../src/experiment/fields/table';
import { matters } from '../src/experiment/fields/values';
import { Playground } from './pages/playground';

/** A value other than the default in every field that the form can show at once. */
const OTHER: ExperimentConfig = {
  ...DEFAULTS,
  trainImages: 640,
  distillation: 'soft',
  lambda: 0.3,
  tau: 4.5,
  klNormalisation: 'numel',
  labelSmoothing: 0.05,
  imageSize: 24,
  patchSize: 6,
  dim: 32,
  depth: 1,
  heads: 2,
  mlpRatio: 2,
  dropPath: 0.1,
  teacher: 'train',
  teacherFamily: 'regnety',
  teacherWidth: 8,
  teacherEpochs: 1,
  batchSize: 16,
  epochs: 7,
  learningRate: 2.5e-3,
  minLearningRate: 2e-5,
  warmupEpochs: 1,
  weightDecay: 0.1,
  ema: 0.99,
  seed: 42,
  crop: 'shift',
  shiftPixels: 2,
  flip: false,
};

test('a permalink restores every field', async ({ page }) => {
  const playground = new Playground(page);
  const { form } = playground;
  await playground.open(`#${encodeExperiment(OTHER)}`);
  for (const group of ['data', 'teacher', 'optimisation', 'augmentation'] as const) await form.unfold(group);
  for (const field of FIELDS) {
    if (!matters(field, OTHER)) continue;
    const value = OTHER[field.key];
    if (field.type === 'toggle') await expect(form.toggle(field.key)).toBeChecked({ checked: value === true });
    else if (field.type === 'number') expect(Number(await form.number(field.key).inputValue()), field.key).toBe(value);
    else {
      const label = field.options.find((option) => option.value === value)!.label;
      const radio = form.option(field.key, label);
      if (await radio.count()) await expect(radio).toBeChecked();
      else await expect(form.field(field.key).getByRole('combobox')).toHaveValue(String(value));
    }
  }
  await expect(form.adjusted).toHaveCount(0);
  await expect.poll(() => playground.address().get('tau')).toBe('4.5');
  expect(playground.errors).toEqual([]);
});

test('invalid values in the address are corrected and reported; nothing breaks', async ({ page }) => {
  const playground = new Playground(page);
  const { form, controls } = playground;
  await playground.open(
    '#teacher=none&distil=none&token=off&dim=20000&depth=-3&heads=5&patch=7&batch=NaN&lr=1e9&tau=&crop=sideways&n=64&token=perhaps&nonsense=%00<b>&epochs=1e400',
  );
  await expect(form.adjusted.first()).toBeVisible();
  const said = (await form.adjusted.allInnerTexts()).join('\n');
  for (const name of [
    'Width',
    'Depth',
    'Attention heads',
    'Patch size',
    'Batch',
    'Learning rate',
    'Crop',
    'Stop after',
  ])
    expect(said).toContain(name);
  expect(said).toContain('nonsense');
  expect(said).toContain('20000 is not possible; using 768');
  await expect(form.number('depth')).toHaveValue('1');
  // The address has the values that are used, too.
  await expect.poll(() => playground.address().get('dim')).toBe('768');
  expect(playground.address().has('nonsense')).toBe(false);
  await expect(controls.play).toBeVisible();
  expect(playground.errors).toEqual([]);
});

test('a typed value out of range is corrected and reported', async ({ page }) => {
  const playground = new Playground(page);
  const { form } = playground;
  await playground.open('#teacher=none&distil=none&token=off&dim=16&depth=1&heads=2&batch=8&n=64');
  await playground.controls.ready();
  await form.enter('depth', '99');
  await expect(form.number('depth')).toHaveValue('12');
  await expect(form.adjusted).toHaveText(/Depth: 99 blocks is not possible; using 12 blocks/);
  await form.enter('depth', '2');
  await expect(form.adjusted).toHaveCount(0);
  await expect.poll(() => playground.address().get('depth')).toBe('2');
  // A run that has not started follows the form.
  await expect(playground.form.pending).toHaveCount(0);
});

test('Share copies a link that opens the same experiment', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new Playground(page);
  await playground.open('#teacher=none&distil=none&token=off&dim=16&depth=3&heads=2&seed=7');
  await playground.share.click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = new Playground(await context.newPage());
  await other.page.goto(link);
  await expect(other.form.number('depth')).toHaveValue('3');
  await other.form.unfold('optimisation');
  await expect(other.form.number('seed')).toHaveValue('7');
});

test('if copying is forbidden, the link can be copied by hand', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('forbidden', 'NotAllowedError'));
  });
  const playground = new Playground(page);
  await playground.open('#teacher=none&distil=none&token=off&dim=16&seed=7');
  await playground.share.click();
  const dialog = page.getByRole('dialog', { name: 'Copy a link to this experiment' });
  await expect(dialog.getByRole('textbox')).toHaveValue(/seed=7/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toHaveCount(0);
});
