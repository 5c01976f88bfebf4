import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { strategyOf } from '../../experiment/trials/trials';
import { openGpu } from '../gpu/device';
import { readRunFile, runFileBytes } from '../io/runFile';
import type { Teacher } from '../models/teacher';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import type { Checkpoint } from './checkpoint';
import { resultOf, runTrial } from './trial';

beforeAll(async () => {
  await openGpu();
  teacher = stripesTeacher(dataset);
});

const dataset = stripes();
let teacher: Teacher;
const experiment = (change: Partial<ExperimentConfig> = {}) =>
  microExperiment({ distillation: 'hard', epochs: 4, crop: 'shift', flip: true, dropPath: 0.1, ...change });

function train(config: ExperimentConfig, from: Checkpoint | null = null, signal = new AbortController().signal) {
  const control = { progress: () => undefined, signal };
  return runTrial({ config, dataset, teacher, from, control, save: () => undefined });
}

test('a trial that is cancelled and continued from its file has the same result, bit for bit', async () => {
  const config = experiment();
  const whole = await train(config);

  const abort = new AbortController();
  let half: Checkpoint | null = null;
  const control = {
    signal: abort.signal,
    progress: (fraction: number) => {
      // The first report comes with the first step on any device.
      if (fraction > 0) abort.abort(new Error('enough'));
    },
  };
  const save = (checkpoint: Checkpoint) => {
    half = checkpoint;
  };
  await expect(runTrial({ config, dataset, teacher, from: null, control, save })).rejects.toThrow('enough');
  expect(half!.step).toBeGreaterThan(0);
  expect(half!.step).toBeLessThan(whole.checkpoint.step);
  const about = { dataset: { id: 'shapes', name: '' }, teacher: null, adapter: '', start: whole.start } as const;
  const file = runFileBytes({ name: '', about: { ...about, seconds: 0, date: '', commit: null }, checkpoint: half! });
  const resumed = await train(config, readRunFile(file, 'run').checkpoint);

  expect(resumed.checkpoint.parameters).toEqual(whole.checkpoint.parameters);
  expect(resumed.checkpoint.metrics).toEqual(whole.checkpoint.metrics);
  expect(resumed.predictions).toEqual(whole.predictions);
  expect(resumed.start).toEqual(whole.start);
});

test('a trial that is interrupted during its last evaluation is evaluated on all test images, and its cosine curve does not change', async () => {
  // Long enough to have steps without a saved moment.
  const config = experiment({ epochs: 20 });
  const whole = await train(config);
  // A snapshot between the last step and its evaluation, with a record from a pause at a step without a saved moment.
  const { evaluations, tokens, step } = whole.checkpoint;
  const recorded = new Set(tokens.map((record) => record.step));
  const between = Array.from({ length: step }, (_, i) => i).find((i) => !recorded.has(i))!;
  const paused = tokens.findIndex((record) => record.step > between);
  expect(paused).toBeGreaterThan(0);
  const interrupted: Checkpoint = {
    ...whole.checkpoint,
    evaluations: evaluations.slice(0, -1).map((record) => ({ ...record, images: 5 })),
    tokens: tokens.toSpliced(paused, 0, { ...tokens[paused]!, step: between }),
  };
  const resumed = await train(config, interrupted);
  const survey = { seconds: 1, labels: dataset.test.labels, plain: null, otherTests: [] };
  const result = (finished: typeof whole) =>
    resultOf({ strategy: 'token-hard', seed: 1, value: null }, finished, survey);
  expect(result(resumed).testImages).toBe(dataset.test.count);
  expect(result(resumed).accuracy).toEqual(result(whole).accuracy);
  expect(result(resumed).cosine).toEqual(result(whole).cosine);
  expect(resumed.checkpoint.parameters).toEqual(whole.checkpoint.parameters);
});

test('all strategies of a seed start with the same weights and batches; another seed does not', async () => {
  const tensors = tf.memory().numTensors;
  const survey = { seconds: 1, labels: dataset.test.labels, otherTests: [] };
  const base = experiment({ epochs: 1 });
  const plain = await train({ ...base, ...strategyOf('none').values });
  const token = await train({ ...base, ...strategyOf('token-hard').values });
  expect(token.start).toEqual(plain.start);
  const twice = await train({ ...base, ...strategyOf('two-class').values });
  expect(twice.start).toEqual(plain.start);
  const control = resultOf({ strategy: 'two-class', seed: 1, value: null }, twice, { ...survey, plain: null });
  // Before the first block and after each of the two blocks.
  expect(control.cosineByLayer).toHaveLength(3);
  expect(control.cosineByLayer.at(-1)).toBe(control.cosine.at(-1)!.value);
  const other = await train({ ...base, ...strategyOf('none').values, seed: 2 });
  expect(other.start.weights).not.toBe(plain.start.weights);
  expect(other.start.order).not.toBe(plain.start.order);
  expect(tf.memory().numTensors).toBe(tensors);

  const trial = { strategy: 'token-hard', seed: 1, value: null } as const;
  const result = resultOf(trial, token, { ...survey, plain: plain.predictions.cls });
  const accuracy = 1 - result.disagreement[0]![5]!;
  expect(accuracy).toBeCloseTo(result.accuracy['both-logits']!, 12);
  expect(1 - result.disagreement[0]![2]!).toBeCloseTo(plain.checkpoint.evaluations.at(-1)!.accuracy.cls!, 12);
  for (const [i, row] of result.disagreement.entries()) {
    expect(row[i]).toBe(0);
    for (const [j, share] of row.entries()) expect(share).toBe(result.disagreement[j]![i]!);
  }
});
