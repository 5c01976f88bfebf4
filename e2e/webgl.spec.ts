import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/browser';
import { Playground } from './pages/playground';

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

// Without the switch that enables WebGPU in a headless browser, `navigator.gpu` exists but gives no adapter.
test.use({ launchOptions: { executablePath: findBrowser() ?? undefined, args: ['--disable-gpu', ...sandbox] } });

test('without WebGPU the same student trains through WebGL, and the page says so', async ({ page }) => {
  const playground = new Playground(page);
  const { adapter, attention, controls, curves, stepPanel } = playground;
  await playground.open('#distil=hard&dim=16&depth=1&heads=1&batch=4&n=64&epochs=2&warmup=0&crop=shift');
  await expect(adapter).toHaveText(/^WebGL.*WebGPU is not available here/s);
  await controls.ready();
  await expect(playground.status).toHaveText(/WebGPU would be faster/);
  await playground.diagnostics.unfold();
  await expect(page.locator('.diagnostics')).toContainText('Chrome:');
  await controls.stepTimes(2);
  const loss = await stepPanel.loss();
  expect(loss.terms[0]! + loss.terms[1]!).toBeCloseTo(loss.total, 8);
  expect(loss.total).toBeGreaterThan(0);
  expect((await curves.points(curves.loss, 2)).map(({ step }) => step)).toEqual([0, 1]);
  await expect(attention.distMap).toBeVisible();
});
