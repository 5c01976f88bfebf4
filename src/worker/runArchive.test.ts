import { beforeEach, describe, expect, test } from 'vitest';
import type { KeptRun } from '../engine/io/runFile';
import type { RunSummary } from '../engine/io/runSummary';
import { keptRunOf } from '../engine/testing/keptRun';
import type { Problem } from '../experiment/problem';
import { microExperiment } from '../experiment/testing/microExperiment';
import { RunArchive } from './runArchive';
import type { RunStore } from './runStore';
import { SmallStore } from './testing/smallStore';

/** A browser that forbids storage. */
const FORBIDDEN: RunStore = {
  summaries: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
  read: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
  write: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
  rename: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
  remove: () => Promise.reject(new DOMException('forbidden', 'SecurityError')),
};

const none = new Float32Array();
const someRun = (name: string): KeptRun =>
  keptRunOf(
    {
      ...{
        version: 2,
        config: microExperiment(),
        datasetFingerprint: 'x',
        step: 1,
        parameters: new Map(),
        moments: none,
      },
      metrics: {
        ...{ step: new Float64Array(), total: none, labelTerm: none, labelLoss: none },
        ...{ teacherTerm: none, teacherLoss: none, learningRate: none },
      },
      ...{ evaluations: [], tokens: [], album: [] },
    },
    name,
  );

let lists: RunSummary[][];
let problems: Problem[];
const archiveIn = (store: RunStore) =>
  new RunArchive({ changed: (runs) => lists.push(runs), problem: (problem) => problems.push(problem) }, store);
const names = () => lists.at(-1)?.map(({ name, stored }) => `${name}${stored ? '' : ' *'}`);

beforeEach(() => {
  lists = [];
  problems = [];
});

describe('a store with room', () => {
  test('the latest run comes first, names are unique, a new name stays', async () => {
    const archive = archiveIn(new SmallStore(9));
    for (const name of ['a', 'a', 'b']) await archive.keep(someRun(name));
    expect(names()).toEqual(['b', 'a (2)', 'a']);
    const { id } = lists.at(-1)![2]!;
    await archive.rename(id, '  <b>c</b> ');
    await archive.rename(id, '   ');
    expect(names()).toEqual(['b', 'a (2)', '<b>c</b>']);
    expect((await archive.read(id)).name).toBe('<b>c</b>');
  });

  test('the run that was deleted last returns to its place', async () => {
    const archive = archiveIn(new SmallStore(9));
    for (const name of ['a', 'b', 'c']) await archive.keep(someRun(name));
    const { id } = lists.at(-1)![1]!;
    await archive.remove(id);
    expect(names()).toEqual(['c', 'a']);
    await expect(archive.read(id)).rejects.toMatchObject({ problem: { kind: 'not-found' } });
    await archive.bringBack();
    await archive.bringBack();
    expect(names()).toEqual(['c', 'b', 'a']);
    expect((await archive.read(id)).name).toBe('b');
  });
});

test('a run that there is no room for is reported and held, and stored once there is room', async () => {
  const store = new SmallStore(1);
  const archive = archiveIn(store);
  const first = await archive.keep(someRun('a'));
  const second = await archive.keep(someRun('b'));
  expect(problems).toEqual([expect.objectContaining({ kind: 'not-kept', message: expect.stringContaining('“b”') })]);
  expect(names()).toEqual(['b *', 'a']);
  expect((await archive.read(second.id)).name).toBe('b');
  await archive.rename(second.id, 'c');
  expect(names()).toEqual(['c *', 'a']);
  await archive.remove(first.id);
  expect(names()).toEqual(['c']);
  expect(store.runs.get(second.id)?.name).toBe('c');
  // There is no room for both.
  await archive.bringBack();
  expect(names()).toEqual(['c', 'a *']);
  expect((await archive.read(first.id)).name).toBe('a');
});

test('a held run is stored together with the next run that there is room for', async () => {
  const store = new SmallStore(0);
  const archive = archiveIn(store);
  await archive.keep(someRun('a'));
  store.room = 2;
  await archive.keep(someRun('b'));
  expect(names()).toEqual(['b', 'a']);
});

test('if storage is forbidden, runs are held, which is reported once', async () => {
  const archive = archiveIn(FORBIDDEN);
  for (const name of ['a', 'b']) expect((await archive.keep(someRun(name))).stored).toBe(false);
  expect(names()).toEqual(['b *', 'a *']);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toContain('forbidden');
  await archive.remove(lists.at(-1)![0]!.id);
  expect(names()).toEqual(['a *']);
});
