import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ExperimentConfig } from './config';
import { decodeExperiment, encodeExperiment } from './fields/address';
import { migrate } from './fields/migrate';
import type { FieldKey } from './fields/types';
import { planOf } from './trials/plan';
import { trialsOfFile } from './trials/plannedFile';
import { type TrialPlan, trialId, trialsOf } from './trials/trials';
import { trainedOf } from './trials/twins';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const fixture = (file: string) => text(`fixtures/releases/0.1/${file}`);

const addresses: { address: string; config: ExperimentConfig }[] = JSON.parse(fixture('addresses.json'));

test.each(addresses)('an address of release 0.1 means the same: $address', ({ address, config }) => {
  expect(decodeExperiment(address)).toEqual({ config: migrate(config), messages: [] });
  expect(encodeExperiment(migrate(config))).toBe(address);
});

test('the results of a sweep of release 0.1 open, with the plan that made them', () => {
  const { plan, results } = trialsOfFile(fixture('results.json'), 'results.json');
  expect(plan).toEqual(planOf(JSON.parse(fixture('sweep.json')), 'sweep.json'));
  expect(results.map(trialId)).toEqual(trialsOf(plan).map(trialId));
  // That release trained the control again for each λ. Today one student is enough.
  expect(trainedOf(plan).map(trialId)).toEqual([
    'none-seed1-0.1',
    'token-soft-seed1-0.1',
    'two-class-seed1-0.1',
    'token-soft-seed1-0.9',
  ]);
});

const { fields, hashes }: { fields: FieldKey[]; hashes: Record<string, string> } = JSON.parse(
  fixture('configurations.json'),
);

/** All configurations of a plan, in the fields of release 0.1. */
function hashOf(plan: TrialPlan): string {
  const configs = trialsOf(plan).map((trial) => [
    trialId(trial),
    Object.fromEntries(fields.map((key) => [key, trial.config[key]])),
  ]);
  return createHash('sha256').update(JSON.stringify(configs)).digest('hex').slice(0, 16);
}

test.each(Object.entries(hashes))('%s has the configurations of release 0.1', (path, hash) => {
  const plan = path.startsWith('runs/')
    ? trialsOfFile(text(`public/${path}`), path).plan
    : planOf(JSON.parse(text(`src/experiment/${path}`)), path);
  expect(hashOf(plan)).toBe(hash);
});
