import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import type { BenchOptions, BenchResult } from './run';

/** Runs the benchmark in a page of headless Chromium. */
export async function runInChromium(options: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    root: process.cwd(),
    optimizeDeps: { entries: ['bench/page.html'] },
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
    await page.exposeFunction('say', say);
    await page.goto(`${server.resolvedUrls!.local[0]}bench/page.html`);
    await page.waitForFunction(() => 'runBench' in window);
    const run = page.evaluate(
      (options) => window.runBench(options, (line) => (window as unknown as { say(line: string): void }).say(line)),
      options,
    );
    return await Promise.race([run, failed]);
  } finally {
    await browser.close();
    await server.close();
  }
}
