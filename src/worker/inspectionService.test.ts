import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportedModel } from '../engine/io/importedModel';
import { readSafetensors, writeSafetensors } from '../engine/io/safetensors';
import { microExperiment, stripes, stripesTeacher } from '../engine/testing/micro';
import { Run } from '../engine/train/run';
import { InspectionService } from './inspectionService';
import type { LookAsk } from './protocol';
import { pictureOf } from './views';

const dataset = stripes();
// The object is the left half of the first test picture; there is none in the others.
dataset.test.masks = Uint8Array.from({ length: 48 * 64 }, (_, i) => Number(i < 64 && i % 8 < 4));
const student: LookAsk = { subject: 'student', picture: { from: 'test', index: 0 }, box: null, target: null };
const quiet = () => undefined;
const events = { metrics: quiet, evaluation: quiet, batch: quiet, attention: quiet, snapshot: quiet, progress: quiet };

let run: Run;
let room: InspectionService;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const teacher = stripesTeacher(dataset);
  run = new Run(microExperiment({ distillation: 'hard' }), dataset, teacher, events);
  room = new InspectionService(() => ({ run, dataset, teacher }));
});
afterAll(() => {
  room.closeStudent();
  room.closeModel();
  run.dispose();
});

test('the student’s own picture: its label, its object by patch, both heads and the teacher', async () => {
  const seen = await room.look(student);
  expect(seen).toMatchObject({ step: 0, layers: 2, heads: 2, grid: 2, tokens: 2, label: 0, classes: dataset.classes });
  expect(seen.original).toEqual(pictureOf(dataset, dataset.test, 0));
  expect(seen.seen).toEqual(seen.original);
  expect([...seen.object!]).toEqual([1, 0, 1, 0]);
  expect([seen.cls, seen.dist, seen.teacher].map((logits) => logits!.length)).toEqual([3, 3, 3]);
  expect((await room.look({ ...student, picture: { from: 'test', index: 1 } })).object).toBeNull();
  // The crop has lost the object.
  expect([...(await room.look({ ...student, box: [4, 0, 4, 8] })).object!].every((share) => share < 0.2)).toBe(true);
});

test('the same pixels as the user’s own picture give the same answer; looking changes nothing in the run', async () => {
  const untouched = new Run(microExperiment({ distillation: 'hard' }), dataset, stripesTeacher(dataset), events);
  for (const one of [run, untouched]) await one.start();
  for (let i = 0; i < 3; i++) {
    await run.stepOnce();
    const [stored, own] = await Promise.all([
      room.look(student),
      room.look({ ...student, picture: { from: 'own', picture: pictureOf(dataset, dataset.test, 0) } }),
    ]);
    expect(stored.step).toBe(i + 1);
    expect(own.cls).toEqual(stored.cls);
    expect(own.label).toBeNull();
    await untouched.stepOnce();
  }
  expect(run.history.table()).toEqual(untouched.history.table());
  untouched.dispose();
});

test('with no patch hidden the logits are those of look; with all hidden they are the same for any picture', async () => {
  const masks = [new Uint8Array(4), Uint8Array.of(1, 1, 1, 1)];
  const look = await room.look(student);
  const first = await room.mask({ ...student, masks });
  const other = await room.mask({ ...student, picture: { from: 'train', index: 5 }, masks });
  for (const [i, logit] of look.cls.entries()) expect(first.cls[i]).toBeCloseTo(logit, 5);
  expect(first.cls.slice(3)).toEqual(other.cls.slice(3));
  expect(first.cls.slice(0, 3)).not.toEqual(other.cls.slice(0, 3));
});

test('a picture that cannot be shown is refused with a sentence', async () => {
  await expect(room.look({ ...student, picture: { from: 'test', index: 48 } })).rejects.toThrow('no test picture 48');
  await expect(room.look({ ...student, box: [0, 0, 0, 4] })).rejects.toThrow('no area');
  await expect(room.look({ ...student, target: 3 })).rejects.toThrow('has 3 classes');
  await expect(room.look({ ...student, subject: 'model' })).rejects.toThrow('No model is open');
  await expect(
    new InspectionService(() => ({ run: null, dataset: null, teacher: null })).look(student),
  ).rejects.toThrow('No experiment is built');
});

test('an opened model sees all pictures at its own size and in its own channels', async () => {
  const { tensors } = readSafetensors(readFileSync('fixtures/deit-a/fixture.safetensors'), 'deit-a');
  const weights = [...tensors].flatMap(([name, { shape, data }]) =>
    name.startsWith('param.') ? [[name.slice(6), { shape, data: data as Float32Array }] as const] : [],
  );
  const control = { progress: quiet, signal: new AbortController().signal };
  const file = new Blob([writeSafetensors(new Map(weights))]);
  room.open(await ImportedModel.open(file, 'deit-a', { heads: 2 }, control));
  const seen = await room.look({ ...student, subject: 'model' });
  expect(seen).toMatchObject({ step: null, grid: 4, tokens: 2, label: null, teacher: null });
  expect(seen.seen.width).toBe(16);
  expect(seen.attention).toHaveLength(2 * 2 * 18 * 18);
  const rows = Array.from({ length: 72 }, (_, r) => seen.attention.subarray(18 * r, 18 * r + 18));
  for (const row of rows) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  const masked = await room.mask({ ...student, subject: 'model', masks: [new Uint8Array(16)] });
  for (const [i, logit] of seen.cls.entries()) expect(masked.cls[i]).toBeCloseTo(logit, 4);
});
