import { expect, test } from '@playwright/test';
import { Playground } from './pages/playground';

test('the built page runs without an error in a folder of a plain server, under a strict policy', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await expect(page).toHaveTitle(/DeiT Playground/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(/connect-src ([^;]*)/.exec(policy!)![1]!.split(' ')).toEqual([
    "'self'",
    'https://huggingface.co',
    'https://*.huggingface.co',
    'https://*.hf.co',
  ]);
  expect(playground.errors).toEqual([]);
});

test('the policy is in force: an inline script does not run', async ({ page }) => {
  await new Playground(page).open();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    return 'inlineRan' in globalThis;
  });
  expect(ran).toBe(false);
});

test('the worker opens a WebGPU device', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await expect(playground.adapter).toHaveText(/^(WebGPU|software GPU):/);
  expect(playground.errors).toEqual([]);
});
