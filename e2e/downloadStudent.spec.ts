import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { DownloadStudent } from './pages/downloadStudent';
import { Playground } from './pages/playground';

/** Header of a safetensors file: its tensors by name, and the metadata next to them. */
function headerOf(bytes: Buffer): { __metadata__: Record<string, string>; [tensor: string]: unknown } {
  return JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString('utf8'));
}

test('the student can be downloaded with the code that loads it; another step gives other weights', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new Playground(page);
  const home = new DownloadStudent(page);
  await playground.open(TINY_TAUGHT);
  await playground.controls.ready();
  const save = async () => {
    await home.open.focus();
    await page.keyboard.press('Enter');
    const waiting = page.waitForEvent('download');
    await home.download.click();
    const download = await waiting;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const before = await save();
  expect(before.name).toBe('deit-shapes-step-0.safetensors');
  const header = headerOf(before.bytes);
  expect(header.__metadata__).toMatchObject({ img_size: '32', num_classes: '10', num_heads: '2', step: '0' });
  expect(header.dist_token).toMatchObject({ dtype: 'F32', shape: [1, 1, 16] });
  await expect(home.code).toContainText('VisionTransformerDistilled(');
  await expect(home.code).toContainText('img_size=32, patch_size=8, in_chans=3, num_classes=10');
  await expect(home.code).toContainText('load_file("deit-shapes-step-0.safetensors")');
  await home.copy.click();
  await expect(home.dialog.getByRole('status')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await home.code.textContent());
  expect(await playground.overflowOnPhone()).toBe(0);
  await page.keyboard.press('Escape');
  await expect(home.dialog).toBeHidden();
  await expect(home.open).toBeFocused();

  await playground.controls.stepTimes(1);
  const after = await save();
  expect(after.name).toBe('deit-shapes-step-1.safetensors');
  expect(after.bytes.length).toBe(before.bytes.length);
  expect(after.bytes.equals(before.bytes)).toBe(false);
  expect(playground.errors).toEqual([]);
});
