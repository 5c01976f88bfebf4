import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { argmax } from '../../experiment/loss/fusion';
import { parameterShapes } from '../../experiment/student/shape';
import type { TestSetResult } from '../../experiment/testSets';
import type { ImageDataset, TaskControl } from '../data/dataset';
import { makeShapes, SHAPES_CLASSES } from '../data/shapes';
import { Corrupter } from '../data/testSets/corruptions';
import { openGpu } from '../gpu/device';
import { randomValues } from '../kernels/example';
import { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { plainDeit } from '../testing/plainDeit';
import type { Checkpoint } from './checkpoint';
import { Run } from './run';
import { evaluateTestSets, type TestSetOptions } from './testSetEvaluation';

const dataset = stripes();
let teacher: Teacher;
beforeAll(async () => {
  await openGpu();
  teacher = stripesTeacher(dataset);
});

const control = (signal = new AbortController().signal): TaskControl => ({ progress: () => undefined, signal });

async function trained(change: Partial<ExperimentConfig> = {}): Promise<{ run: Run; checkpoint: Checkpoint }> {
  const nothing = () => undefined;
  const events = { evaluation: nothing, batch: nothing, attention: nothing, snapshot: nothing, progress: nothing };
  const config = microExperiment({ distillation: 'hard', epochs: 12, ...change });
  const run = new Run(config, dataset, teacher, { ...events, metrics: nothing });
  await run.start();
  await run.play();
  return { run, checkpoint: await run.checkpoint() };
}

const measure = (checkpoint: TestSetOptions['run'], images = Number.POSITIVE_INFINITY) =>
  evaluateTestSets({ run: checkpoint, dataset, teacher, images, control: control() });

const of = (results: TestSetResult[], kind: TestSetResult['set']['kind'], strength: number) =>
  results.find(({ set }) => set.kind === kind && set.strength === strength)!;

test('on the plain test split the result equals the evaluation of the run, for averaged weights and teacher too', async () => {
  const { run, checkpoint } = await trained({ ema: 0.9 });
  const tensors = tf.memory().numTensors;
  const plain = of(await measure(checkpoint), 'plain', 0);
  expect(tf.memory().numTensors).toBe(tensors);
  const { accuracy, averaged, teacher: teacherAccuracy, images } = await run.evaluate(Number.POSITIVE_INFINITY);
  expect(plain).toEqual({ set: { kind: 'plain', strength: 0 }, accuracy, averaged, teacher: teacherAccuracy, images });
  const part = await measure(checkpoint, 20);
  expect(of(part, 'plain', 0)).toMatchObject({ images: 20, accuracy: (await run.evaluate(20)).accuracy });
  run.dispose();
});

test('the averaged weights are those after the moments in the optimiser’s state', async () => {
  const { run, checkpoint } = await trained({ ema: 0.9 });
  run.dispose();
  const fresh = new Deit(checkpoint.config, { channels: 3, classes: 3 }, 99);
  const parameters = await fresh.parameters.toArrays();
  fresh.dispose();
  const moments = checkpoint.moments.slice();
  let at = (2 * moments.length) / 3;
  for (const values of parameters.values()) {
    moments.set(values, at);
    at += values.length;
  }
  const results = await measure({ ...checkpoint, moments });
  const alone = await measure({ ...checkpoint, parameters });
  expect(results.map(({ averaged }) => averaged)).toEqual(alone.map(({ accuracy }) => accuracy));
  expect(of(results, 'plain', 0).averaged).not.toEqual(of(results, 'plain', 0).accuracy);
});

test('on a corrupted set the accuracies equal those of student and teacher image by image', async () => {
  const { run, checkpoint } = await trained();
  run.dispose();
  // The evaluation does not need the run itself.
  const results = await measure(checkpoint);
  const shape = { channels: 3, classes: dataset.classes.length };
  const corrupter = new Corrupter(dataset, 2021);
  const { test: split, mean, std } = dataset;
  for (const [kind, strength] of [
    ['noise', 5],
    ['pixelate', 5],
    ['shift', 2],
  ] as const) {
    const right = { cls: 0, dist: 0, both: 0, teacher: 0 };
    for (let i = 0; i < split.count; i++) {
      const picture = corrupter.corrupt(split.images.subarray(i * 192, (i + 1) * 192), i, kind, strength);
      const image = Float32Array.from(picture, (value, j) => (value / 255 - mean[j % 3]!) / std[j % 3]!);
      const { cls, dist } = plainDeit(image, checkpoint.config, shape, checkpoint.parameters);
      const logits = tf.tidy(() => teacher.logits(tf.tensor4d(image, [1, 8, 8, 3])));
      const label = split.labels[i];
      if (argmax(cls) === label) right.cls++;
      if (argmax(dist!) === label) right.dist++;
      if (argmax(cls.map((logit, c) => logit + dist![c]!)) === label) right.both++;
      if (argmax(await logits.data()) === label) right.teacher++;
      logits.dispose();
    }
    const { accuracy, teacher: teacherAccuracy } = of(results, kind, strength);
    expect(accuracy.cls, kind).toBeCloseTo(right.cls / split.count, 12);
    expect(accuracy.dist, kind).toBeCloseTo(right.dist / split.count, 12);
    expect(accuracy['both-logits'], kind).toBeCloseTo(right.both / split.count, 12);
    expect(teacherAccuracy, kind).toBeCloseTo(right.teacher / split.count, 12);
  }
  // The comparison is meaningful: the student recognises most images, but not those whose stripes became one grey.
  expect(of(results, 'plain', 0).accuracy.cls).toBeGreaterThan(0.8);
  expect(of(results, 'pixelate', 5).accuracy.cls).toBeLessThan(0.6);
});

test('the teacher’s accuracy on a test set is computed once', async () => {
  const { run, checkpoint } = await trained({ epochs: 1 });
  run.dispose();
  let calls = 0;
  const counted: Teacher = {
    ...teacher,
    logits: (images) => {
      calls++;
      return teacher.logits(images);
    },
  };
  const options = { run: checkpoint, dataset, teacher: counted, images: 30, control: control() };
  const first = await evaluateTestSets(options);
  expect(calls).toBeGreaterThan(0);
  const before = calls;
  expect(await evaluateTestSets(options)).toEqual(first);
  expect(calls).toBe(before);
  // Another teacher or other images need new computations.
  await evaluateTestSets({ ...options, images: 20 });
  expect(calls).toBeGreaterThan(before);
  const again = calls;
  expect(await evaluateTestSets({ ...options, teacher: { ...counted } })).toEqual(first);
  expect(calls).toBeGreaterThan(again);
});

/** Images of Shapes. */
const COUNT = 60;

/** An untrained student of Shapes in the form of a run. */
function untrained(shapes: ImageDataset): TestSetOptions['run'] {
  const config = microExperiment({ imageSize: 32, patchSize: 8, dim: 8, depth: 1 });
  const shapesOf = parameterShapes(config, { channels: shapes.channels, classes: shapes.classes.length });
  const parameters = new Map(
    Array.from(shapesOf, ([name, shape], i) => [name, Float32Array.from(randomValues(shape, i + 1, 0.5).data)]),
  );
  return { config, parameters, moments: new Float32Array() };
}

test('if object and texture are both correct, each of them counts', async () => {
  const shapes = await makeShapes(control(), { train: 10, test: COUNT });
  const run = untrained(shapes);
  // The student predicts stripes for every image.
  const stripes = SHAPES_CLASSES.indexOf('stripes');
  run.parameters.get('head.bias')![stripes] = 1e3;
  const results = await evaluateTestSets({ run, dataset: shapes, teacher: null, images: COUNT, control: control() });
  const { labels, contextLabels } = shapes.test;
  const behind = contextLabels!.filter((label) => label === stripes).length;
  expect(of(results, 'plain', 0).accuracy.cls).toBe(labels.filter((label) => label === stripes).length / COUNT);
  // A texture alone is its own background.
  expect(of(results, 'labels', 0).accuracy.cls).toBe(behind / COUNT);
  expect(behind / COUNT).toBeGreaterThan(0.15);
  expect(of(results, 'style', 0)).toMatchObject({ images: COUNT, teacher: null, averaged: null });
});

test('a cancelled evaluation stops and leaves nothing on the device', async () => {
  const shapes = await makeShapes(control(), { train: 10, test: COUNT });
  const tensors = tf.memory().numTensors;
  const abort = new AbortController();
  const seen: number[] = [];
  const progress = (fraction: number) => {
    seen.push(fraction);
    if (fraction > 0.2) abort.abort(new Error('enough'));
  };
  const evaluation = evaluateTestSets({
    ...{ run: untrained(shapes), dataset: shapes, teacher: null, images: COUNT },
    control: { progress, signal: abort.signal },
  });
  await expect(evaluation).rejects.toThrow('enough');
  expect(seen.at(-1)).toBeLessThan(0.3);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a lost device ends the evaluation with an error', async () => {
  const shapes = await makeShapes(control(), { train: 10, test: COUNT });
  const { device } = await openGpu();
  const evaluation = evaluateTestSets({
    ...{ run: untrained(shapes), dataset: shapes, teacher: null, images: COUNT, lost: device.lost },
    control: {
      signal: new AbortController().signal,
      progress: (fraction) => {
        if (fraction > 0.2) device.destroy();
      },
    },
  });
  await expect(evaluation).rejects.toMatchObject({ problem: { kind: 'device-lost' } });
  await openGpu();
});
