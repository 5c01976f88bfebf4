/** `npm test`: every part of the tests, one after the other, then one line of counts. `npm test -- --help` says more. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser';
import { type Count, countPlaywright, countVitest, sum, withExit } from './testCounts';

interface Part {
  name: string;
  run(report: string, changed: boolean): Count;
}

const MINUTE = 60_000;
/** What the built page is made of. */
const PAGE_SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', ':!src/**/*.test.ts'];

const HELP = `Usage: npm test [-- [PART …] [--changed]]

Runs the tests and ends with the line "N passed, N failed". The exit code is 0 if all passed, 1 if not, 2 for wrong use.

  PART        only these parts: lint, types, unit, webgpu, build, browser
  --changed   only tests that the uncommitted changes can affect: unit and WebGPU tests by their imports, browser tests by
              the changed files of e2e/ (all of them if the page itself changed)
  --help      this text

One file:   npx vitest run --project unit src/experiment/fields/validate.test.ts
            npx vitest run --project webgpu src/engine/kernels/layerNorm
            npm test -- build && npx playwright test e2e/look.spec.ts
While you write: npm run test:watch`;

const parts: Part[] = [
  { name: 'lint', run: () => one(node('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings'])) },
  { name: 'types', run: () => one(node('node_modules/typescript/bin/tsc', [])) },
  { name: 'unit', run: (report, changed) => vitest('unit', report, changed) },
  { name: 'webgpu', run: (report, changed) => vitest('webgpu', report, changed) },
  { name: 'build', run: () => one(node('node_modules/vite/bin/vite.js', ['build'])) },
  { name: 'browser', run: playwright },
];

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const changed = args.includes('--changed');
  const wanted = args.filter((arg) => arg !== '--changed');
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length) {
    console.error(`Unknown part: ${unknown.join(', ')}. The parts are ${parts.map((part) => part.name).join(', ')}.`);
    return 2;
  }
  const chosen = parts.filter((part) => !wanted.length || wanted.includes(part.name));
  const counts: Count[] = [];
  const lines: string[] = [];
  if (chosen.some((part) => part.name === 'browser' || part.name === 'webgpu')) {
    const missing = prepare();
    counts.push({ passed: 0, failed: missing.length });
    lines.push(...missing.map((what) => `✗ ${what}`));
  }

  const folder = mkdtempSync(join(tmpdir(), 'deit-playground-test-'));
  for (const part of chosen) {
    console.log(`\n── ${part.name}`);
    const start = Date.now();
    const count = part.run(join(folder, `${part.name}.json`), changed);
    counts.push(count);
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    lines.push(
      `${count.failed ? '✗' : '✓'} ${part.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`,
    );
  }
  rmSync(folder, { recursive: true });

  const total = sum(counts);
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed ? 1 : 0;
}

/** A browser, whose software driver WebGPU under Node may need too, and the data sets. Returns what could not be had. */
function prepare(): string[] {
  const missing: string[] = [];
  try {
    process.env.CHROMIUM_PATH = ensureBrowser();
    console.log(`Browser: ${process.env.CHROMIUM_PATH}`);
  } catch (error) {
    missing.push(error instanceof Error ? error.message : String(error));
  }
  if (node('scripts/run.mjs', ['scripts/prepare-data.ts']).status !== 0) {
    missing.push('The data sets could not be prepared: npm run data says why.');
  }
  return missing;
}

function vitest(project: string, report: string, changed: boolean): Count {
  const selection = changed ? ['--changed', '--passWithNoTests'] : [];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ended = node('node_modules/vitest/vitest.mjs', ['run', '--project', project, ...selection, ...reporters]);
  const count = read(report, countVitest);
  return changed && ended.status === 0 ? count : withExit(count, ended.status);
}

function playwright(report: string, changed: boolean): Count {
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report;
  const some = changed && !pageChanged();
  const selection = some ? ['--only-changed', '--pass-with-no-tests'] : [];
  const ended = node('node_modules/@playwright/test/cli.js', ['test', ...selection, '--reporter=list,json']);
  const count = read(report, countPlaywright);
  return some && ended.status === 0 ? count : withExit(count, ended.status);
}

/** Whether uncommitted changes touch what a browser test sees; its imports do not say so. */
function pageChanged(): boolean {
  const status = spawnSync('git', ['status', '--porcelain', '--', ...PAGE_SOURCES]);
  return status.stdout.length > 0;
}

/** A part without tests of its own counts as one. */
function one(ended: SpawnSyncReturns<Buffer>): Count {
  return ended.status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs a JavaScript entry point in Node; one that hangs is ended. */
function node(entry: string, args: string[]): SpawnSyncReturns<Buffer> {
  return spawnSync(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 30 * MINUTE,
  });
}

function read(report: string, count: (json: string) => Count): Count {
  try {
    return count(readFileSync(report, 'utf8'));
  } catch {
    // A runner that died has written none; its exit status says so.
    return { passed: 0, failed: 0 };
  }
}
