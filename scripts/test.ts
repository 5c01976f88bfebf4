/**
 * `npm test`: everything, one part after the other, then one line of counts. `npm test -- unit browser` runs only these parts.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser';
import { type Count, countPlaywright, countVitest, sum, withExit } from './testCounts';

interface Part {
  name: string;
  run(report: string): Count;
}

const MINUTE = 60_000;

const parts: Part[] = [
  { name: 'lint', run: () => one(node('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings'])) },
  { name: 'types', run: () => one(node('node_modules/typescript/bin/tsc', [])) },
  { name: 'unit', run: (report) => vitest('unit', report) },
  { name: 'webgpu', run: (report) => vitest('webgpu', report) },
  { name: 'build', run: () => one(node('node_modules/vite/bin/vite.js', ['build'])) },
  { name: 'browser', run: playwright },
];

process.exitCode = main(process.argv.slice(2));

function main(wanted: string[]): number {
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length) {
    console.error(`No such part: ${unknown.join(', ')}. There are ${parts.map((part) => part.name).join(', ')}.`);
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
    const count = part.run(join(folder, `${part.name}.json`));
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

function vitest(project: string, report: string): Count {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ended = node('node_modules/vitest/vitest.mjs', ['run', '--project', project, ...reporters]);
  return withExit(read(report, countVitest), ended.status);
}

function playwright(report: string): Count {
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report;
  const ended = node('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json']);
  return withExit(read(report, countPlaywright), ended.status);
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
