import { expect, test } from '@playwright/test';
import { MICRO } from './experiments';
import { Playground } from './pages/playground';

/** A main-thread task that a person can feel. */
const LONG_TASK_MS = 50;

test('training at full speed holds the main thread for no task that can be felt', async ({ page }) => {
  const playground = new Playground(page);
  const { controls } = playground;
  await playground.open(MICRO);
  await controls.start();
  await controls.waitForStep(20);
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'longtask',
    });
  });
  await page.waitForTimeout(10_000);
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  expect(tasks.filter((duration) => duration > LONG_TASK_MS)).toEqual([]);
});
