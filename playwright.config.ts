import { defineConfig } from '@playwright/test';
import { browserSwitches, findBrowser } from './scripts/browser';

// The built page below a folder of a plain static server, in real Chromium with real WebGPU: a software adapter, or with
// DEIT_GPU=hardware the machine's own. Two browsers run at a time: one computes while the other waits at a user's pace.
const PORT = 4317;
const FOLDER = '/some/folder/';
const BASE_URL = `http://127.0.0.1:${PORT}${FOLDER}`;

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  forbidOnly: !!process.env.CI,
  // Software adapters train slowly; the limits only catch tests that hang.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    baseURL: BASE_URL,
    viewport: { width: 1366, height: 768 },
    trace: 'off',
    launchOptions: { executablePath: findBrowser() ?? undefined, args: browserSwitches() },
  },
  webServer: {
    command: `node --import tsx scripts/serve.ts ${PORT} ${FOLDER}`,
    url: BASE_URL,
    reuseExistingServer: false,
  },
});
