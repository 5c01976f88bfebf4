/**
 * Our training step beside stock tfjs and jax-js, taking turns on one adapter:
 * npm run bench -- [--where node|chromium] [--peers ours,tfjs,jaxjs] [--models small,large] [--rounds n] [--json FILE]
 * Beside that, without the others: [--profile] which programs a step's time goes to, [--sweep] how cost grows, [--inference] DeiT-Ti forward,
 * [--watching] what the attention of eight test pictures costs a run; [--charts] what drawing costs one in the built page.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { budgetsOf, type Where } from './budgets';
import type { LabRequest, LabResult } from './lab';
import { PEERS, type PeerName } from './peers/peer';
import { budgetTable, modelTable, table } from './print';

/** Steps of each implementation: medians want five; a step of stock tfjs on SwiftShader takes a minute. */
const ROUNDS: Record<Where, number> = { node: 5, chromium: 1 };

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      where: { type: 'string', default: 'node' },
      peers: { type: 'string', default: PEERS.join(',') },
      models: { type: 'string', default: 'small' },
      rounds: { type: 'string' },
      profile: { type: 'boolean', default: false },
      sweep: { type: 'boolean', default: false },
      inference: { type: 'boolean', default: false },
      watching: { type: 'boolean', default: false },
      charts: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const where = oneOf(values.where, ['node', 'chromium']);
  const rounds = Number(values.rounds ?? ROUNDS[where]);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is not a positive number.`);
  const peers = values.peers.split(',').map((name): PeerName => oneOf(name, PEERS));
  const models = values.models.split(',').map((name) => oneOf(name, ['small', 'large']));
  if (values.charts) {
    const { title, rows } = await (await import('./charts')).charts(console.log);
    return console.log(`\n${title}\n${table(rows)}`);
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
  if (rounds < 5 && !only) console.log(`Only ${rounds} rounds: the spread says little.`);
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
}

async function run(where: Where, request: LabRequest): Promise<LabResult> {
  if (where === 'node') return (await import('./node')).inNode((lab) => lab.runLab(request, console.log));
  return (await import('./chromium')).inChromium(request, console.log);
}

function oneOf<T extends string>(given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (!found) throw new Error(`${given} is none of ${known.join(', ')}.`);
  return found;
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
