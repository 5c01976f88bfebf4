import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import type { LabRequest, LabResult } from './lab';

/** Runs the lab in a page of a real Chromium: a software adapter, or with `DEIT_GPU=hardware` the machine's own. */
export async function inChromium(request: LabRequest, log: (line: string) => void): Promise<LabResult> {
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false },
    optimizeDeps: { entries: ['bench/page.ts'], include: ['@jax-js/jax'] },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => log(message.text()));
    const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
    await page.goto(`${server.resolvedUrls!.local[0]}bench/index.html`);
    await page.waitForFunction('globalThis.runLab !== undefined');
    const text = page.evaluate(`globalThis.runLab(${JSON.stringify(request)})`) as Promise<string>;
    return JSON.parse(await Promise.race([text, failed])) as LabResult;
  } finally {
    await browser.close();
    await server.close();
  }
}
