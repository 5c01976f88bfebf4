import { expect, test } from '@playwright/test';
import { findBrowser } from '../scripts/browser';
import { Playground } from './pages/playground';
import { Trials } from './pages/trials';

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

test.use({
  launchOptions: {
    executablePath: findBrowser() ?? undefined,
    args: ['--disable-gpu', '--disable-software-rasterizer', ...sandbox],
  },
});

test('without WebGPU and WebGL the page says what to do for this browser', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  const help = page.getByRole('region', { name: 'This browser offers no GPU for training' });
  await expect(help).toBeVisible({ timeout: 30_000 });
  await expect(help.getByRole('listitem').first()).toBeVisible();
  await expect(help).toContainText('Chrome');
  await expect(playground.problem).toContainText('no graphics adapter');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(playground.controls.play).toBeDisabled();
  // Recorded trials can still be read.
  await playground.views.link('Experiments').click();
  const trials = new Trials(page);
  await trials.panel.getByRole('button', { name: 'Shapes with hard crops' }).click();
  await expect(trials.table).toBeVisible();
  await expect(trials.start).toBeDisabled();
  await playground.views.link('Benchmark').click();
  await expect(help).toBeVisible();
  expect(playground.errors).toEqual([]);
});
