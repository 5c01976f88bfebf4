import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { teacherRecipe } from '../../experiment/teacherRecipe';
import type { TeacherFamily } from '../../experiment/teachers';
import type { ImageDataset } from '../data/dataset';
import type { FetchLike } from '../data/remote';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { readTeacherCheckpoint, teacherCheckpointBytes } from '../io/teacherCheckpoint';
import { fetchTeacher, type TeacherProvenance, teacherBytes } from '../io/teacherFile';
import type { ConvArchitecture, TeacherNetwork } from '../models/teacherNetwork';
import { architectureOf, teacherNetwork } from '../models/teachers';
import { stripes } from '../testing/micro';
import { type TeacherCurvePoint, TeacherTrainer } from './teacherTrainer';
import { TrainedTeacher } from './trainedTeacher';
import { trainTeacher } from './trainTeacher';

beforeAll(openGpu);

const dataset = stripes();
const recipe = teacherRecipe('own', { width: 4, epochs: 6, batchSize: 16, shiftPixels: 1, resizedShare: 0 });
const control = { progress: () => {}, signal: new AbortController().signal };

async function train(changes: Partial<typeof recipe> = {}) {
  const curve: TeacherCurvePoint[] = [];
  const trained = await trainTeacher({ ...recipe, ...changes }, dataset, control, (points) => curve.push(...points));
  return { ...trained, curve };
}

test('the loss falls, each step is reported once, each epoch has an accuracy, and the same seed repeats all of it bit for bit', async () => {
  const tensors = tf.memory().numTensors;
  const { model, curve, testAccuracy } = await train();
  const steps = Math.floor(dataset.train.count / recipe.batchSize) * recipe.epochs;
  const losses = curve.filter((point) => point.testAccuracy === null);
  expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  expect(curve.filter((point) => point.testAccuracy !== null)).toHaveLength(recipe.epochs);
  expect(testAccuracy).toBe(curve.at(-1)!.testAccuracy);
  expect(losses.at(-1)!.loss).toBeLessThan(0.7 * losses[0]!.loss);
  expect(testAccuracy).toBeGreaterThan(0.8);
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);

  const again = await train();
  expect(again.curve).toEqual(curve);
  again.model.dispose();
});

const families: TeacherFamily[] = ['regnety', 'efficientnet', 'transformer'];

test.each(families)('%s learns', async (family) => {
  const { learningRate } = teacherRecipe('own', { family });
  // A shift by one pixel swaps the stripes. So few images do not teach a transformer to ignore that.
  const shiftPixels = family === 'transformer' ? 0 : recipe.shiftPixels;
  const { model, curve, testAccuracy } = await train({ family, learningRate, shiftPixels, width: 8, epochs: 6 });
  const losses = curve.filter((point) => point.testAccuracy === null).map(({ loss }) => loss);
  expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
  expect(testAccuracy).toBeGreaterThan(0.8);
  model.dispose();
});

test.each<TeacherFamily>(['resnet', ...families])(
  '%s: captured and eager steps are equal, bit for bit',
  async (family) => {
    const losses = async (captured: boolean) => {
      const trainer = new TeacherTrainer({ ...recipe, family }, dataset, captured);
      for (let step = 0; step < 5; step++) trainer.run();
      const curve = await trainer.losses(5);
      const parameters = await trainer.model.parameters.toArrays();
      trainer.model.dispose();
      trainer.dispose();
      return { curve, parameters };
    };
    expect(await losses(true)).toEqual(await losses(false));
  },
);

test('an interrupted training continues from its file exactly as an uninterrupted one, bit for bit', async () => {
  const short = { ...recipe, epochs: 1 };
  const after = async (steps: number, trainer = new TeacherTrainer(short, dataset)) => {
    while (trainer.step < steps) trainer.run();
    const checkpoint = await trainer.checkpoint();
    trainer.model.dispose();
    trainer.dispose();
    return checkpoint;
  };
  const half = readTeacherCheckpoint(teacherCheckpointBytes({ ...(await after(2)), seconds: 7 }), 'kept');
  expect(half.seconds).toBe(7);
  const resumed = new TeacherTrainer(short, dataset);
  resumed.restore(half);
  expect(resumed.step).toBe(2);
  expect(await after(4, resumed)).toEqual(await after(4));

  const other = new TeacherTrainer({ ...short, seed: 2 }, dataset);
  expect(() => other.restore(half)).toThrow(/another recipe/);
  other.model.dispose();
  other.dispose();
});

test('a cancelled training stops and leaves nothing behind', async () => {
  const tensors = tf.memory().numTensors;
  const abort = new AbortController();
  const stopping = trainTeacher(recipe, dataset, { ...control, signal: abort.signal }, () => abort.abort());
  await expect(stopping).rejects.toThrow(/abort/i);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a NaN loss ends the training with an error', async () => {
  await expect(train({ learningRate: Number.NaN })).rejects.toThrow('NaN or infinite');
});

test('shipped weights give the logits of the network that they were saved from, for images of any size', async () => {
  const { model } = await train({ epochs: 1 });
  const images = tf.randomNormal([3, dataset.height, dataset.width, dataset.channels]);
  const large = tf.image.resizeBilinear(images as tf.Tensor4D, [3 * dataset.height, 3 * dataset.width], false, true);
  const before = new TrainedTeacher(model, dataset.height);
  const { teacher, provenance } = await fetchTeacher(dataset, 'resnet', 'teachers/', await server(model));
  expect(provenance.testAccuracy).toBe(0.5);
  expect(teacher.parameters).toBe(model.parameters.count);
  const [a, b, c] = await readTensors([before.logits(images), teacher.logits(images), teacher.logits(large)]);
  expect(b).toEqual(a);
  expect(c!.every((logit, i) => Math.abs(logit - a![i]!) < 2)).toBe(true);
  model.dispose();
});

test.each(families)('%s: a network that is saved and loaded is the same', async (family) => {
  const data = { channels: dataset.channels, classes: dataset.classes.length };
  const model = teacherNetwork(architectureOf({ family, width: 8, blocks: 1 }, data, dataset.height), 9);
  const images = tf.randomNormal([3, dataset.height, dataset.width, dataset.channels]);
  const before = new TrainedTeacher(model, dataset.height);
  const { teacher } = await fetchTeacher(dataset, family, 'teachers/', await server(model));
  expect(teacher.name).toBe(before.name);
  const [a, b] = await readTensors([before.logits(images), teacher.logits(images)]);
  expect(b).toEqual(a);
  model.dispose();
});

test('a data set without a teacher is reported, and damaged weights are refused', async () => {
  const { model } = await train({ epochs: 1 });
  const fetch = await server(model);
  const problemWith = async (dataset: ImageDataset, fetch: FetchLike) => {
    const error = await fetchTeacher(dataset, 'resnet', 'teachers/', fetch).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ProblemError);
    return (error as ProblemError).problem.kind;
  };
  const startPage = new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
  const strange = { ...model.architecture, family: 'constructor' as TeacherFamily } as ConvArchitecture;
  const narrow = await server(model, { architecture: { ...(model.architecture as ConvArchitecture), width: 8 } });
  expect(await problemWith({ ...dataset, fingerprint: 'other' }, fetch)).toBe('not-found');
  expect(await problemWith(dataset, async () => new Response(null, { status: 404 }))).toBe('not-found');
  expect(await problemWith(dataset, async () => startPage.clone())).toBe('not-found');
  expect(await problemWith(dataset, async () => new Response('{}'))).toBe('bad-file');
  expect(await problemWith(dataset, narrow)).toBe('bad-file');
  const other = { architecture: { ...(model.architecture as ConvArchitecture), family: 'regnety' as const } };
  expect(await problemWith(dataset, await server(model, other))).toBe('bad-file');
  expect(await problemWith(dataset, await server(model, { architecture: strange }))).toBe('bad-file');
  model.dispose();
});

/** A server that offers this network as the data set's teacher. */
async function server(model: TeacherNetwork, changes: Partial<TeacherProvenance> = {}) {
  const provenance: Partial<TeacherProvenance> = {
    fingerprint: dataset.fingerprint,
    imageSize: dataset.height,
    architecture: model.architecture,
    recipe,
    testAccuracy: 0.5,
    durationSeconds: 3,
    ...changes,
  };
  const weights = await teacherBytes(model);
  return async (url: string) => new Response(url.endsWith('.json') ? JSON.stringify(provenance) : weights.slice());
}
