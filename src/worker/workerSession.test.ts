import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, expect, test } from 'vitest';
import type { TaskControl } from '../engine/data/dataset';
import { runFileBytes } from '../engine/io/runFile';
import { microExperiment } from '../experiment/testing/microExperiment';
import { TEST_SET_KINDS } from '../experiment/testSets';
import { trialsOf } from '../experiment/trials/trials';
import type { RunSummary, WorkerEvent } from './protocol';
import { RunFiles } from './runFiles';
import { loadSmallShapes } from './testing/smallShapes';
import { WorkerSession } from './workerSession';

// The session on the processor. There is no browser storage here, so kept runs are held in memory, as in a private window.
const config = microExperiment({ imageSize: 16, patchSize: 8, depth: 1, batchSize: 4, trainImages: 16, epochs: 2 });
const control: TaskControl = { progress: () => undefined, signal: new AbortController().signal };
const events: WorkerEvent[] = [];
let training: WorkerSession;

const runs = (): RunSummary[] => events.findLast((event) => event.kind === 'runs')?.runs ?? [];
const configure = (change = {}, ask: { resume?: boolean; kept?: string } = {}) =>
  training.configure({ config: { ...config, ...change }, resume: false, ...ask }, control);
const steps = async (count: number) => {
  for (let i = 0; i < count; i++) await training.step();
};

beforeAll(async () => {
  training = new WorkerSession((event) => events.push(event), { loadData: loadSmallShapes });
  await training.start({ backend: 'cpu', baseUrl: 'http://localhost/', page: '' });
  await training.loadDataset({ dataset: 'shapes' }, control);
}, 120_000);

test('a run is kept when it is reset, replaced or finished, each step once; not at step 0', async () => {
  await configure();
  await training.reset();
  expect(runs()).toEqual([]);
  await steps(1);
  await training.reset();
  expect(runs().map(({ step }) => step)).toEqual([1]);
  await steps(2);
  expect((await training.keep()).name).toBe('Shapes · no distillation · seed 1 (2)');
  expect((await training.keep()).name).toBeNull();
  await configure({ weightDecay: 0.2 });
  expect(runs().map(({ step }) => step)).toEqual([2, 1]);
  await steps(8);
  await expect.poll(() => runs().map(({ step }) => step)).toEqual([8, 2, 1]);
  expect(runs()[0]).toMatchObject({ config: { weightDecay: 0.2 }, stored: false });
  expect(runs()[0]!.evaluation).toMatchObject({ step: 8 });
  await configure({ seed: 5 });
  expect(runs()).toHaveLength(3);
}, 120_000);

test('a kept run continues bit for bit', async () => {
  const { id, step, name } = runs()[1]!;
  const kept = await training.archive.read(id);
  const opened = await configure({}, { kept: id });
  expect(opened).toMatchObject({ resumedAtStep: 2, totalSteps: 8 });
  expect(opened.history?.metrics).toEqual(kept.checkpoint.metrics);
  await steps(1);
  expect((await training.keep()).name).toBe(`${name} (2)`);
  const once = await training.archive.read(runs()[0]!.id);

  await configure();
  await steps(step + 1);
  await training.keep();
  const whole = await training.archive.read(runs()[0]!.id);
  expect(once.checkpoint.parameters).toEqual(whole.checkpoint.parameters);
  expect(once.checkpoint.moments).toEqual(whole.checkpoint.moments);
  expect(once.checkpoint.metrics).toEqual(whole.checkpoint.metrics);
  expect(once.about.start).toEqual(whole.about.start);
}, 120_000);

test('a run that does not fit is refused before the current run is touched, which then continues', async () => {
  const { id } = runs()[0]!;
  const before = runs().length;
  await expect(configure({ dim: 32 }, { kept: id })).rejects.toMatchObject({ problem: { kind: 'bad-file' } });
  expect(await configure({}, { resume: true })).toMatchObject({ resumedAtStep: 3 });
  expect(runs()).toHaveLength(before);
}, 120_000);

test('a run is exported as a file and imported again', async () => {
  const files = new RunFiles(training.archive);
  const { id } = runs()[0]!;
  const { file } = await files.write({ id });
  expect(file).toEqual(runFileBytes(await training.archive.read(id)));
  await files.read({ file: { path: 'my.safetensors', file: new File([file], 'my.safetensors') } });
  const { run } = await files.take();
  expect((await training.archive.read(run.id)).checkpoint).toEqual((await training.archive.read(id)).checkpoint);
  await expect(files.take()).rejects.toMatchObject({ problem: { kind: 'not-found' } });
  await expect(files.read({ file: { path: 'x', file: new File(['no run'], 'x') } })).rejects.toThrow(/^x: /);
}, 120_000);

test('a matched trial has its accuracy on other test sets if the request asks for it', async () => {
  await configure();
  const [trial] = trialsOf({
    ...{ name: '', base: config, strategies: ['none'], seeds: [7], sweep: null, otherTests: true },
  });
  const ask = { trial: trial!, plain: null, images: null };
  const { result } = await training.exclusive.trial({ ...ask, otherTests: true }, control);
  expect(result.otherTests.map(({ kind }) => kind)).toEqual(TEST_SET_KINDS);
  for (const { kind, accuracy, averaged, teacher } of result.otherTests) {
    expect(accuracy.cls, kind).toBeGreaterThanOrEqual(0);
    expect({ dist: accuracy.dist, averaged, teacher }).toEqual({ dist: null, averaged: null, teacher: null });
  }
  // If either label counts, object or texture, at least as many answers are right.
  const [plain, , labels] = result.otherTests;
  expect(labels!.accuracy.cls).toBeGreaterThanOrEqual(plain!.accuracy.cls!);
  const again = await training.exclusive.trial({ ...ask, otherTests: false }, control);
  expect(again.result).toEqual({ ...result, seconds: expect.any(Number), otherTests: [] });
  // Trials of a set on other images do not continue with these.
  const onOthers = training.exclusive.trial({ ...ask, otherTests: false, images: 'own-images' }, control);
  await expect(onOthers).rejects.toThrow('on other images than the loaded ones');
}, 120_000);
