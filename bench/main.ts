/** `npm run bench`: times our training step against stock tfjs and jax-js on one adapter. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { command, writableFolder } from '../scripts/cli';
import { budgetsOf, type Where } from './budgets';
import type { LabRequest, LabResult } from './lab';
import { PEERS } from './peers/peer';
import { budgetTable, modelTable, table } from './print';

/** Steps of each implementation: a median needs five; a step of stock tfjs on SwiftShader takes a minute. */
const ROUNDS: Record<Where, number> = { node: 5, chromium: 1 };

const DESCRIPTION = {
  call: 'npm run bench --',
  about: 'Times our training step against stock tfjs and jax-js, which take turns on one adapter.',
  notes: [
    'With --profile, --sweep, --inference, --watching or --charts, only that is measured, on our implementation alone.',
    'DEIT_GPU=lavapipe or DEIT_GPU=swiftshader picks a software adapter.',
  ],
  options: {
    where: { value: 'PLACE', choices: ['node', 'chromium'], default: 'node', help: 'where it runs' },
    peers: { value: 'LIST', anyOf: PEERS, default: PEERS, help: 'implementations, separated by commas' },
    models: { value: 'LIST', anyOf: ['small', 'large'], default: ['small'], help: 'students, separated by commas' },
    rounds: { value: 'N', min: 1, help: 'steps of each implementation (default: 5 in Node, 1 in Chromium)' },
    json: { value: 'FILE', help: 'also writes the results to a file' },
    profile: { flag: true, help: 'how the time of a step is divided between GPU programs' },
    sweep: { flag: true, help: 'how the cost grows with width, depth, tokens and batch' },
    inference: { flag: true, help: 'a forward pass of DeiT-Ti at 224 px' },
    watching: { flag: true, help: 'what showing the attention of eight test images costs' },
    charts: { flag: true, help: 'what drawing the charts costs in the built page' },
  },
  example: '--models small,large --rounds 5 --json result.json',
} as const;

export const main = command(DESCRIPTION, async (values) => {
  const { where, peers, models } = values;
  const rounds = values.rounds ?? ROUNDS[where];
  if (values.json) writableFolder(dirname(values.json));
  if (values.charts) {
    const { title, rows } = await (await import('./charts')).charts(console.log);
    console.log(`\n${title}\n${table(rows)}`);
    return;
  }
  const only = values.profile || values.sweep || values.inference || values.watching;
  const request: LabRequest = {
    suite: only ? null : { peers, models, rounds },
    profile: values.profile ? models : [],
    sweep: values.sweep,
    inference: values.inference,
    watching: values.watching,
    rounds,
  };
  if (rounds < 5 && !only) console.log(`With fewer than 5 rounds the quartiles mean little.`);
  const result = await run(where, request);
  const report = {
    where,
    adapter: result.adapter,
    versions: versions(),
    commit: commit(),
    date: new Date().toISOString(),
  };
  for (const model of result.models) {
    console.log(`\n${modelTable(model)}`);
    if (model.model === 'small') console.log(`\n${budgetTable(budgetsOf(model, where))}`);
  }
  for (const section of result.tables) console.log(`\n${section.title}\n${table(section.rows)}`);
  console.log(`\n${result.adapter}; ${JSON.stringify(report.versions)}; commit ${report.commit}`);
  if (!values.json) return;
  const small = result.models.find(({ model }) => model === 'small');
  const whole = { ...report, ...result, budgets: small ? budgetsOf(small, where) : [] };
  await writeFile(values.json, `${JSON.stringify(whole, null, 1)}\n`);
});

async function run(where: Where, request: LabRequest): Promise<LabResult> {
  if (where === 'node') return (await import('./node')).inNode((lab) => lab.runLab(request, console.log));
  return (await import('./chromium')).inChromium(request, console.log);
}

function versions(): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const { webgpu, '@jax-js/jax': jaxjs } = devDependencies;
  return { node: process.version, tfjs: dependencies['@tensorflow/tfjs-core']!, jaxjs: jaxjs!, webgpu: webgpu! };
}

function commit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
  return `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${git('status', '--porcelain') ? ' with changes' : ''}`;
}
