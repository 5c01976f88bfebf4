import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { stripes, stripesTeacher } from '../testing/micro';
import { TeacherPredictions } from './teacherPredictions';

const dataset = stripes();
const { test: split } = dataset;
const CHUNK = 7;

let teacher: Teacher;
let images: ResidentImages;
beforeAll(async () => {
  await openGpu();
  teacher = stripesTeacher(dataset);
  images = new ResidentImages(split.images, { ...dataset, count: split.count });
});
afterAll(() => {
  images.dispose();
  teacher.dispose();
});

test('a teacher’s prediction for an image is computed once for all callers, and again for another teacher', async () => {
  let programs = 0;
  const counted = (): Teacher => ({
    ...teacher,
    logits: (batch) => {
      programs++;
      return teacher.logits(batch);
    },
  });
  const predictions = (of: Teacher) => new TeacherPredictions(of, split, images, dataset.height, CHUNK);
  const first = counted();
  const some = Uint32Array.of(5, 0, split.count - 1);
  expect(await predictions(first).of(some)).toEqual(Uint16Array.from(some, (i) => split.labels[i]!));
  const once = programs;
  expect(once).toBeGreaterThan(0);
  expect(await predictions(first).of(some)).toEqual(Uint16Array.from(some, (i) => split.labels[i]!));
  expect(programs).toBe(once);
  // The other images, in chunks of which the last is not full.
  const all = Uint32Array.from({ length: split.count }, (_, i) => i);
  expect(await predictions(first).of(all)).toEqual(split.labels);
  expect(programs).toBeGreaterThan(once);
  const known = programs;
  expect(await predictions(first).of(all.toReversed())).toEqual(split.labels.toReversed());
  expect(programs).toBe(known);
  await predictions(counted()).of(some);
  expect(programs).toBeGreaterThan(known);
});
