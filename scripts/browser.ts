/**
 * Where a Chromium is on this machine, and how it gets WebGPU. Browser tests, screenshots and WebGPU under Node (which
 * borrows the browser's software Vulkan driver) ask here.
 *
 * As a command it prints the browser's path, and installs one if there is none: `npx tsx scripts/browser.ts`.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';

const SYSTEM_NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];

/** Places where a system browser lies that is not on the PATH. */
const SYSTEM_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium to test with: `CHROMIUM_PATH`, else Playwright's own, else the system's Chrome or Chromium.
 *
 * @throws Error when `CHROMIUM_PATH` names no file.
 */
export function findBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names no file: ${named}`);
    return named;
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((dir) => SYSTEM_NAMES.map((name) => join(dir, name)));
  return [chromium.executablePath(), ...onPath, ...SYSTEM_PATHS].find(isExecutable) ?? null;
}

/**
 * Like `findBrowser`, but installs one if there is none: Playwright's own if it can be downloaded, else the
 * distribution's Chromium on Debian and Ubuntu.
 *
 * @throws Error if none can be installed. It says what to do.
 */
export function ensureBrowser(): string {
  const found = findBrowser();
  return (found && starts(found) ? found : null) ?? installPlaywrights() ?? installDebians() ?? fail();
}

/** SwiftShader, the software Vulkan driver that ships with Chromium: its manifest, for `VK_DRIVER_FILES`. */
export function findSwiftShader(): string | null {
  const browser = findBrowser();
  const folders = [
    ...(browser ? [dirname(realpathSync(browser))] : []),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
  ];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(existsSync) ?? null;
}

/** Chromium reaches the GPU by itself on macOS (Metal) and Windows (Direct3D); on Linux it has to be asked for Vulkan. */
const HARDWARE: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'],
};

/**
 * Chromium's switches for headless WebGPU: the software adapter, the same on every machine, or with
 * `DEIT_GPU=hardware` the machine's own GPU.
 */
export function browserSwitches(): string[] {
  const adapter =
    process.env.DEIT_GPU === 'hardware' ? HARDWARE[process.platform] : ['--use-webgpu-adapter=swiftshader'];
  // Chromium's sandbox refuses to run as root, as in a container.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    '--enable-unsafe-webgpu',
    ...(adapter ?? []),
    ...sandbox,
    '--disable-background-networking',
    '--disable-component-update',
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installPlaywrights(): string | null {
  console.log('No Chromium here. Trying Playwright’s own …');
  if (!works('npx', ['playwright', 'install', 'chromium', '--no-shell'])) return null;
  // Its libraries come from the distribution; without them it is there and does not start.
  const path = chromium.executablePath();
  if (starts(path)) return path;
  works('npx', ['playwright', 'install-deps', 'chromium']);
  return starts(path) ? path : null;
}

function installDebians(): string | null {
  if (!existsSync('/usr/bin/apt-get')) return null;
  console.log('Trying the distribution’s Chromium …');
  const apt = (...args: string[]) =>
    process.getuid?.() === 0 ? works('apt-get', args) : works('sudo', ['-n', 'apt-get', ...args]);
  const path = '/usr/bin/chromium';
  return apt('update', '-qq') && apt('install', '-y', '-qq', 'chromium') && starts(path) ? path : null;
}

function fail(): never {
  throw new Error(
    'No Chromium or Chrome, and none could be installed. Install one (Debian: apt-get install chromium; elsewhere: ' +
      'npx playwright install chromium), or name one in CHROMIUM_PATH.',
  );
}

/** Whether a browser's libraries are all there. Windows has them all, and `--version` opens a window there. */
function starts(path: string): boolean {
  return process.platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}

function works(command: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(ensureBrowser());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
