import { expect, test } from '@playwright/test';
import { TINY_ALONE, TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';

test('views have addresses, Back returns to the previous one, and training continues in all of them', async ({
  page,
}) => {
  const playground = new Playground(page);
  const { controls, views } = playground;
  await playground.open(TINY_TAUGHT);
  await controls.ready();
  await expect(views.current).toHaveText('Train');
  await views.link('Look').focus();
  await page.keyboard.press('Enter');
  await expect(views.current).toHaveText('Look');
  await expect(page).toHaveTitle(/^Look/);
  expect(playground.address().get('view')).toBe('look');
  // The address has both the experiment and the view.
  expect(playground.address().get('dim')).toBe(new URLSearchParams(TINY_TAUGHT.slice(1)).get('dim'));
  await controls.stepTimes(2);
  await expect(page.getByRole('complementary')).toHaveCount(0);
  await page.goBack();
  await expect(views.current).toHaveText('Train');
  expect(playground.address().has('view')).toBe(false);
  await expect(playground.curves.loss).toBeVisible();
  expect(await controls.steps()).toBe(2);
  await page.goForward();
  await expect(views.current).toHaveText('Look');
  expect(playground.errors).toEqual([]);
});

test('a link opens its view; an unknown view opens Train; two pages keep two runs', async ({ page, context }) => {
  const look = new Playground(page);
  await look.open(`${TINY_TAUGHT}&view=look`);
  await expect(look.views.current).toHaveText('Look');
  await look.controls.ready();
  const other = new Playground(await context.newPage());
  await other.open(`${TINY_ALONE}&view=%3Cb%3E`);
  await expect(other.views.current).toHaveText('Train');
  await expect(other.form.adjusted).toHaveCount(0);

  // Each page trains its own run, and still has it after a reload.
  await look.controls.stepTimes(1);
  await other.controls.ready();
  await other.controls.stepTimes(2);
  await Promise.all([page.reload(), other.page.reload()]);
  await expect.poll(() => look.controls.steps(), { timeout: 60_000 }).toBe(1);
  await expect.poll(() => other.controls.steps(), { timeout: 60_000 }).toBe(2);
  expect([...look.errors, ...other.errors]).toEqual([]);
});
