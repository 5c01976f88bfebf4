import { expect, test } from 'vitest';
import { CHECKPOINT_VERSION, type Checkpoint } from '../engine/train/checkpoint';
import { microExperiment } from '../experiment/testing/microExperiment';
import { type Trial, trialId } from '../experiment/trials/trials';
import { PagePlace } from '../storage/pagePlace';
import { PageRecord } from '../storage/pageRecord';
import { MemoryLocks } from '../storage/testing/memoryLocks';
import { MemoryTable } from '../storage/testing/memoryTable';
import { type InterruptedTrial, InterruptedTrials, isInterruptedTrial } from './interruptedTrials';

const config = microExperiment({});

function interrupted(seed: number, step = 3): { trial: Trial; stored: InterruptedTrial } {
  const trial: Trial = { strategy: 'none', seed, value: null, config: { ...config, seed } };
  const empty = { moments: new Float32Array(), evaluations: [], tokens: [], album: [], parameters: new Map() };
  const metrics = {} as Checkpoint['metrics'];
  const checkpoint = {
    ...empty,
    metrics,
    version: CHECKPOINT_VERSION,
    config: trial.config,
    datasetFingerprint: 'x',
    step,
  };
  return { trial, stored: { id: trialId(trial), teacher: null, checkpoint, seconds: 1 } };
}

const locks = new MemoryLocks();
const table = new MemoryTable<InterruptedTrial>();
function opened(page: string): InterruptedTrials {
  const place = new PagePlace(locks.of(page), 20);
  place.claim(page);
  return new InterruptedTrials(new PageRecord(table, isInterruptedTrial, place));
}

test('each page continues its own trial; one of a closed page is taken over by the page that wants it', async () => {
  const [one, two] = [interrupted(1), interrupted(2)];
  const [a, b] = [opened('a'), opened('b')];
  await a.save(one.stored);
  await b.save(two.stored);
  expect(await a.find(one.trial, 'x', null)).toMatchObject({ id: one.stored.id });
  expect(await a.find(two.trial, 'x', null)).toBeNull();
  expect(await a.find(one.trial, 'other images', null)).toBeNull();
  expect(await a.find(one.trial, 'x', 'another teacher')).toBeNull();
  locks.end('a');
  const c = opened('c');
  expect(await c.find(one.trial, 'x', null)).toMatchObject({ id: one.stored.id, checkpoint: { step: 3 } });
  expect(await table.keys()).toEqual(['present b', 'present c']);
  await c.forget();
  expect(await table.keys()).toEqual(['present b']);
});

test('of many trials that closed pages left, the oldest go', async () => {
  for (let seed = 10; seed < 22; seed++) {
    await table.set(`left ${seed}`, { ...interrupted(seed).stored, savedAt: seed });
  }
  await opened('d').find(interrupted(99).trial, 'x', null);
  const left = (await table.keys()).filter((key) => key.startsWith('left'));
  expect(left).toEqual([14, 15, 16, 17, 18, 19, 20, 21].map((seed) => `left ${seed}`));
});
