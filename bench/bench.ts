/**
 * Our training step beside stock TensorFlow.js and jax-js, on the same adapter in the same run:
 * npm run bench -- --where node|chromium [--models small,large] [--peers tfjs,jaxjs] [--rounds n] [--json FILE]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { installNodeGpu } from '../scripts/nodeGpu';
import { budgetLines } from './budgets';
import { runInChromium } from './chromium';
import type { BenchOptions, BenchResult } from './run';
import { table } from './table';
import { MODEL_IDS, PEERS, type PeerName } from './workload';

const PACKAGES = ['@tensorflow/tfjs-core', '@jax-js/jax', 'webgpu', '@playwright/test'];

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      where: { type: 'string', default: 'node' },
      models: { type: 'string', default: 'small' },
      peers: { type: 'string', default: 'tfjs,jaxjs' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  });
  const options: BenchOptions = {
    models: among('model', MODEL_IDS, values.models),
    peers: among('peer', PEERS, values.peers) as PeerName[],
    rounds: Number(values.rounds),
  };
  if (!Number.isInteger(options.rounds) || options.rounds < 1)
    throw new RangeError('--rounds is a count of 1 or more.');
  const say = (line: string) => console.log(line);
  let result: BenchResult;
  if (values.where === 'chromium') result = await runInChromium(options, say);
  else if (values.where === 'node') {
    await installNodeGpu();
    const { runBench } = await import('./run');
    result = await runBench(options, say);
  } else throw new RangeError(`--where is node or chromium, not ${values.where}.`);
  const whole = {
    where: values.where,
    commit: commit(),
    versions: versions(),
    date: new Date().toISOString(),
    ...result,
  };
  console.log(`\n${table(result)}\n\n${budgetLines(values.where, result).join('\n')}`);
  if (values.json) {
    await mkdir(dirname(values.json), { recursive: true });
    await writeFile(values.json, `${JSON.stringify(whole, null, 2)}\n`);
  }
}

/** Names given as a list, each of which must be among those that there are. */
function among(what: string, all: readonly string[], given: string): string[] {
  const names = given.split(',').filter(Boolean);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length) throw new RangeError(`There is no ${what} ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  return names;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src', 'bench') ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

function versions(): Record<string, string> {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return Object.fromEntries(PACKAGES.map((name) => [name, read(`node_modules/${name}/package.json`).version]));
}
