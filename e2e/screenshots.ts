/** `npm run screenshots`: takes pictures of the built page while it trains. */
import { join } from 'node:path';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import { command, runIfStarted, writableFolder } from '../scripts/cli';
import { serve } from '../scripts/serve';

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

export const main = command(
  {
    call: 'npm run screenshots --',
    about: 'Takes pictures of the built page after some seconds of training: three sizes, light and dark.',
    options: {
      out: { value: 'DIR', help: 'folder for the pictures', default: 'test-results/screenshots' },
      url: { value: 'ADDRESS', help: 'address of the page (default: the build in dist)' },
      experiment: { value: 'LINK', help: 'end of a shared link: #…', default: '' },
      seconds: { value: 'N', min: 0, help: 'seconds of training', default: 30 },
      full: { flag: true, help: 'the whole page instead of the first screen' },
    },
    example: '--out pictures --seconds 60',
  },
  async (values) => {
    writableFolder(values.out);
    // Loaded here: Playwright takes a while, and --help does not need it.
    const { chromium } = await import('@playwright/test');
    const { Playground } = await import('./pages/playground');
    const { RunControls } = await import('./pages/runControls');
    const site = values.url ? null : await serve('dist', 0, '/some/folder/');
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
    try {
      const page = await browser.newPage({ viewport: SIZES[0], baseURL: values.url ?? site?.url });
      const playground = new Playground(page);
      await playground.open(values.experiment);
      if (values.seconds > 0) {
        await new RunControls(page).start();
        await page.waitForTimeout(values.seconds * 1000);
      }
      // All pictures show one run: the page is resized while it trains.
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          // Charts take the new size and colours when they next refresh.
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
  },
);

await runIfStarted(import.meta.url, main);
