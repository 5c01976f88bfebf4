import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { stripes, stripesTeacher } from '../testing/micro';
import { TeacherAnswers } from './teacherAnswers';

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

test('a teacher is asked about an image once, whoever wants to know; another teacher is asked anew', async () => {
  let programs = 0;
  const counted = (): Teacher => ({
    ...teacher,
    logits: (batch) => {
      programs++;
      return teacher.logits(batch);
    },
  });
  const answers = (asked: Teacher) => new TeacherAnswers(asked, split, images, dataset.height, CHUNK);
  const patient = counted();
  const some = Uint32Array.of(5, 0, split.count - 1);
  expect(await answers(patient).of(some)).toEqual(Uint16Array.from(some, (i) => split.labels[i]!));
  const asked = programs;
  expect(asked).toBeGreaterThan(0);
  expect(await answers(patient).of(some)).toEqual(Uint16Array.from(some, (i) => split.labels[i]!));
  expect(programs).toBe(asked);
  // The rest, in chunks of which the last is not full.
  const all = Uint32Array.from({ length: split.count }, (_, i) => i);
  expect(await answers(patient).of(all)).toEqual(split.labels);
  expect(programs).toBeGreaterThan(asked);
  const known = programs;
  expect(await answers(patient).of(all.toReversed())).toEqual(split.labels.toReversed());
  expect(programs).toBe(known);
  await answers(counted()).of(some);
  expect(programs).toBeGreaterThan(known);
});
