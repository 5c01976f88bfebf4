import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ImageDataset } from '../engine/data/dataset';
import type { RunSummary } from '../engine/io/runSummary';
import { microRun } from '../engine/testing/keptRun';
import type { Checkpoint } from '../engine/train/checkpoint';
import { RunArchive } from './runArchive';
import { type Origin, RunKeeper } from './runKeeper';
import { SmallStore } from './testing/smallStore';

// There is no browser storage here, as in a private window: only the worker itself knows the interrupted run.
let dataset: ImageDataset;
let one: Checkpoint;
let two: Checkpoint;
let runs: RunSummary[];
let archive: RunArchive;
let keeper: RunKeeper;
const start = vi.fn(async () => ({ weights: 'aa', order: 'bb' }));
const origin: Origin = { dataset: { id: 'shapes', name: 'Stripes' }, teacher: null, adapter: 'processor', start };

beforeAll(async () => {
  await tf.setBackend('cpu');
  const trained = await microRun(1, { depth: 1, batchSize: 4 });
  dataset = trained.dataset;
  one = trained.checkpoint;
  await trained.run.stepOnce();
  two = await trained.run.checkpoint();
  trained.run.dispose();
}, 60_000);

beforeEach(() => {
  runs = [];
  start.mockClear();
  vi.useFakeTimers({ toFake: ['performance'] });
  archive = new RunArchive({ changed: (list) => (runs = list), problem: () => undefined }, new SmallStore(9));
  keeper = new RunKeeper(archive);
});
afterEach(() => void vi.useRealTimers());

test('a run is kept with its origin and its training time, each step once', async () => {
  await keeper.begin(origin, null);
  expect(await keeper.keep()).toBeNull();
  keeper.clock(true);
  vi.advanceTimersByTime(2000);
  keeper.snapshot(one);
  expect(await keeper.keep()).toBe('Stripes · no distillation · seed 1');
  expect(await keeper.keep()).toBeNull();
  vi.advanceTimersByTime(3000);
  keeper.clock(false);
  vi.advanceTimersByTime(9000);
  keeper.snapshot(two);
  expect(await keeper.keep()).toBe('Stripes · no distillation · seed 1 (2)');
  expect(runs.map(({ step, about }) => [step, about.seconds])).toEqual([
    [2, 5],
    [1, 2],
  ]);
  expect(runs[0]!.about).toMatchObject({ adapter: 'processor', start: { weights: 'aa', order: 'bb' } });
  expect((await archive.read(runs[0]!.id)).checkpoint).toEqual(two);
  expect(start).toHaveBeenCalledTimes(1);
});

test('after a reset there is nothing to keep, and the next run is another one', async () => {
  await keeper.begin(origin, null);
  keeper.snapshot(one);
  await keeper.keep();
  await keeper.restart();
  expect(await keeper.keep()).toBeNull();
  expect(keeper.latest).toBeNull();
  keeper.snapshot(one);
  expect(await keeper.keep()).not.toBeNull();
  expect(runs).toHaveLength(2);
});

test('a kept run continues under its name, and is kept again after more steps', async () => {
  await keeper.begin(origin, null);
  keeper.clock(true);
  vi.advanceTimersByTime(4000);
  keeper.clock(false);
  keeper.snapshot(one);
  await keeper.keep();
  const { id } = runs[0]!;
  await archive.rename(id, 'mine');

  const opened = await keeper.kept(id, one.config, dataset);
  expect(opened.run.checkpoint).toEqual(one);
  await keeper.begin(origin, opened);
  expect(await keeper.keep()).toBeNull();
  keeper.clock(true);
  vi.advanceTimersByTime(1000);
  keeper.snapshot(two);
  expect(await keeper.keep()).toBe('mine (2)');
  expect(runs[0]).toMatchObject({ step: 2, about: { seconds: 5 } });
});

test('a run that does not fit the images, or was deleted, is refused; the current run stays', async () => {
  await keeper.begin(origin, null);
  keeper.snapshot(one);
  await keeper.keep();
  const { id, name } = runs[0]!;
  const other = { ...dataset, fingerprint: 'other' };
  await expect(keeper.kept(id, one.config, other)).rejects.toThrow(
    `The run “${name}” cannot continue: it was trained on other images`,
  );
  await expect(keeper.kept('unknown', one.config, dataset)).rejects.toMatchObject({ problem: { kind: 'not-found' } });
  expect(keeper.latest).toBe(one);
});

test('the interrupted run is found by its experiment and images', async () => {
  await keeper.begin(origin, null);
  keeper.snapshot(one);
  expect((await keeper.interrupted(one.config, dataset.fingerprint))?.run.checkpoint).toBe(one);
  expect(await keeper.interrupted({ ...one.config, seed: 9 }, dataset.fingerprint)).toBeNull();
  expect(await keeper.interrupted(one.config, 'other')).toBeNull();
});
