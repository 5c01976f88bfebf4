import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';

const TINY_MNIST = '#data=mnist&size=28&patch=7&distil=none&token=off&dim=16&depth=1&heads=2&batch=16&n=320&warmup=0';

test('Step, pressed right after another data set was chosen, makes a step of the run that is shown', async ({
  page,
}) => {
  const playground = new Playground(page);
  const { controls, dataset, form } = playground;
  await playground.open(TINY_TAUGHT);
  await controls.ready();
  await dataset.picker.selectOption('mnist');
  await controls.step.click();
  await form.unfold('data');
  await expect(dataset.card.getByRole('heading')).toHaveText('MNIST');
  await expect(controls.stepNumber).toHaveText('1');
  // Nothing that follows discards the step.
  await page.waitForTimeout(1000);
  await expect(controls.stepNumber).toHaveText('1');
  await expect(form.pending).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('images chosen while others load replace them', async ({ page }) => {
  const playground = new Playground(page);
  const { controls, dataset, form } = playground;
  // The server never answers these requests.
  await page.route('**/data/mnist/**', () => {});
  await playground.open(TINY_MNIST);
  await expect(playground.cancel).toBeVisible();
  await dataset.picker.selectOption('shapes');
  await controls.ready();
  await form.unfold('data');
  await expect(dataset.card.getByRole('heading')).toHaveText('Shapes');
  await controls.stepTimes(1);
  expect(playground.address().get('data')).not.toBe('mnist');
  await expect(playground.problem).toBeEmpty();
});
