/**
 * Pictures of the built page after some seconds of training: three sizes, light and dark.
 * `npm run build && npm run screenshots -- [--out DIR] [--url ADDRESS] [--experiment '#…'] [--seconds N] [--full]`
 * Without `--url` the page in `dist/` is used; `--experiment` is the end of a permalink; `--full` takes the whole page, not
 * only the first screen.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import { serve } from '../scripts/serve';
import { Playground } from './pages/playground';
import { RunControls } from './pages/runControls';

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'test-results/screenshots' },
    url: { type: 'string' },
    experiment: { type: 'string', default: '' },
    seconds: { type: 'string', default: '30' },
    full: { type: 'boolean', default: false },
  },
});

const site = values.url ? null : await serve('dist', 0, '/some/folder/');
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
try {
  const page = await browser.newPage({ viewport: SIZES[0], baseURL: values.url ?? site?.url });
  const playground = new Playground(page);
  await playground.open(values.experiment);
  if (Number(values.seconds) > 0) {
    await new RunControls(page).start();
    await page.waitForTimeout(Number(values.seconds) * 1000);
  }
  mkdirSync(values.out, { recursive: true });
  // One run for all pictures: the page is resized while it trains.
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // Charts follow the new size and colours in their next refreshes.
      await page.waitForTimeout(1000);
      const path = join(values.out, `${size.width}x${size.height}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: values.full });
      console.log(path);
    }
  }
  for (const error of playground.errors) console.error(error);
} finally {
  await browser.close();
  await site?.close();
}
