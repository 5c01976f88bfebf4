import { expect, test } from '@playwright/test';
import { Playground } from './pages/playground';

const STUDENT = 'distil=hard&dim=16&depth=1&heads=2&batch=16&n=320&epochs=5&warmup=0&crop=none';

test('a teacher is trained in the page, can be cancelled, and then teaches', async ({ page }) => {
  const playground = new Playground(page);
  const { attention, cancel, controls, curves, form, status } = playground;
  await playground.open(`#teacher=train&tw=8&te=1&${STUDENT}`);
  await expect(status).toHaveText(/Training the teacher: epoch 1 of 1/);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect.poll(async () => (await curves.point(curves.teacher)).step).toBeGreaterThan(4);

  await cancel.click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await controls.ready();
  await form.unfold('teacher');
  await expect(form.field('teacher').locator('xpath=..')).toContainText(/trained here: [\d,]+ parameters, [\d.]+ % /);
  await expect(attention.answer('teacher')).toContainText('%');
  await controls.stepTimes(2);
  expect(playground.errors).toEqual([]);
});
