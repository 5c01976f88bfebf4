import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { ImageDataset } from '../data/dataset';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { fetchTeacher, type TeacherProvenance, teacherBytes } from '../io/teacherFile';
import type { Resnet } from '../models/resnet';
import { ProblemError } from '../problem';
import { stripes } from '../testing/micro';
import { ResidualTeacher } from './residualTeacher';
import { teacherRecipe } from './teacherRecipe';
import { type TeacherCurvePoint, trainTeacher } from './teacherTrainer';

beforeAll(openGpu);

const dataset = stripes();
const recipe = teacherRecipe('own', { width: 4, epochs: 6, batchSize: 16, shiftPixels: 1, resizedShare: 0 });
const control = { progress: () => {}, signal: new AbortController().signal };

async function train(changes: Partial<typeof recipe> = {}) {
  const curve: TeacherCurvePoint[] = [];
  const trained = await trainTeacher({ ...recipe, ...changes }, dataset, control, (points) => curve.push(...points));
  return { ...trained, curve };
}

test('the loss falls, every step is told once, each epoch has its accuracy, and a seed repeats it bit for bit', async () => {
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

test('a cancelled training stops and leaves nothing behind', async () => {
  const tensors = tf.memory().numTensors;
  const abort = new AbortController();
  const stopping = trainTeacher(recipe, dataset, { ...control, signal: abort.signal }, () => abort.abort());
  await expect(stopping).rejects.toThrow(/abort/i);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a loss that is no number ends the training with a problem', async () => {
  await expect(train({ learningRate: Number.NaN })).rejects.toThrow('no number any more');
});

test('shipped weights give the same answers as the network they came from, for pictures of any size', async () => {
  const { model } = await train({ epochs: 1 });
  const images = tf.randomNormal([3, dataset.height, dataset.width, dataset.channels]);
  const large = tf.image.resizeBilinear(images as tf.Tensor4D, [3 * dataset.height, 3 * dataset.width], false, true);
  const before = new ResidualTeacher(model, dataset.height);
  const { teacher, provenance } = await fetchTeacher(dataset, 'teachers/', await server(model));
  expect(provenance.testAccuracy).toBe(0.5);
  expect(teacher.parameters).toBe(model.parameters.count);
  const [a, b, c] = await readTensors([before.logits(images), teacher.logits(images), teacher.logits(large)]);
  expect(b).toEqual(a);
  expect(c!.every((logit, i) => Math.abs(logit - a![i]!) < 2)).toBe(true);
  model.dispose();
});

test('a data set without its own teacher is told so, and damaged weights are refused', async () => {
  const { model } = await train({ epochs: 1 });
  const fetch = await server(model);
  const problemWith = async (dataset: ImageDataset, fetch: Parameters<typeof fetchTeacher>[2]) => {
    const error = await fetchTeacher(dataset, 'teachers/', fetch).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ProblemError);
    return (error as ProblemError).problem.kind;
  };
  const startPage = new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
  const narrow = await server(model, { architecture: { ...model.shape, width: 8 } });
  expect(await problemWith({ ...dataset, fingerprint: 'other' }, fetch)).toBe('not-found');
  expect(await problemWith(dataset, async () => new Response(null, { status: 404 }))).toBe('not-found');
  expect(await problemWith(dataset, async () => startPage.clone())).toBe('not-found');
  expect(await problemWith(dataset, async () => new Response('{}'))).toBe('bad-file');
  expect(await problemWith(dataset, narrow)).toBe('bad-file');
  model.dispose();
});

/** A server that has this network as the data set's teacher. */
async function server(model: Resnet, changes: Partial<TeacherProvenance> = {}) {
  const provenance: Partial<TeacherProvenance> = {
    fingerprint: dataset.fingerprint,
    imageSize: dataset.height,
    architecture: model.shape,
    recipe,
    testAccuracy: 0.5,
    ...changes,
  };
  const weights = await teacherBytes(model);
  return async (url: string) => new Response(url.endsWith('.json') ? JSON.stringify(provenance) : weights.slice());
}
