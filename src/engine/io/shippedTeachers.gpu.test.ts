import { readdir, readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { DATASET_IDS, DATASETS } from '../../experiment/datasets';
import { shippedTeacherName, shippedTeachers, type TeacherFamily } from '../../experiment/teachers';
import type { ImageDataset } from '../data/dataset';
import { makeShapes } from '../data/shapes';
import { openGpu } from '../gpu/device';
import { ResidentImages } from '../kernels/gatherBatch';
import { teacherMacs } from '../models/teachers';
import { accuracyOf, SplitRunner } from '../train/evaluation';
import { fetchTeacher, readProvenance, teacherOf } from './teacherFile';

let shapes: ImageDataset;
beforeAll(async () => {
  await openGpu();
  shapes = await makeShapes({ progress: () => {}, signal: new AbortController().signal });
});

const shipped = async (url: string) => new Response(new Uint8Array(await readFile(url)));

/** The Shapes teacher's accuracy on images of 32 × 32 with these labels. */
async function accuracy(family: TeacherFamily, images: Uint8Array, labels: number[]): Promise<number> {
  const { teacher } = await fetchTeacher(shapes, family, 'public/teachers/', shipped);
  const resident = new ResidentImages(images, { ...shapes, count: labels.length });
  const runner = new SplitRunner(resident, 50, shapes.height, (batch) => ({ logits: tf.keep(teacher.logits(batch)) }));
  const { logits } = await runner.run(Uint32Array.from(labels, (_, i) => i));
  runner.dispose();
  resident.dispose();
  teacher.dispose();
  return accuracyOf(logits!, labels);
}

test('every shipped teacher matches its provenance', async () => {
  const files = (await readdir('public/teachers')).filter((file) => file.endsWith('.json'));
  const named = DATASET_IDS.flatMap((dataset) =>
    shippedTeachers(dataset).map((family) => `${shippedTeacherName(dataset, family)}.json`),
  );
  expect(files.sort()).toEqual(named.sort());
  for (const file of files) {
    const provenance = readProvenance(await readFile(`public/teachers/${file}`, 'utf8'), file);
    const teacher = teacherOf(
      await readFile(`public/teachers/${file.replace(/json$/, 'safetensors')}`),
      provenance,
      file,
    );
    expect(teacher.parameters).toBe(provenance.parameters);
    expect(teacherMacs(provenance.architecture, provenance.imageSize)).toBe(provenance.macs);
    teacher.dispose();
  }
});

test.each(DATASETS.shapes.teachers)(
  'the Shapes teacher %s recognises the images as they are drawn today',
  async (family) => {
    expect(await accuracy(family, shapes.test.images, Array.from(shapes.test.labels.subarray(0, 400)))).toBeGreaterThan(
      0.95,
    );
  },
);

test.each(DATASETS.shapes.teachers)('if a crop has lost the object, %s names the texture', async (family) => {
  const { images, labels } = cropsWithoutObject(200);
  // A convolution recognises a texture from any part at any size; the transformer is better at whole images than at parts.
  expect(await accuracy(family, images, labels)).toBeGreaterThan(family === 'resnet' ? 0.9 : 0.8);
});

/** Quarters of test images without a pixel of the object, enlarged to the full size, and the textures that they show. */
function cropsWithoutObject(most: number): { images: Uint8Array; labels: number[] } {
  const { test, height, width } = shapes;
  const pictures: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < test.count && labels.length < most; i++) {
    const hidden = test.labels[i] !== test.contextLabels![i];
    const inCorner = (p: number) => p % width < width / 2 && p / width < height / 2;
    const mask = test.masks!.subarray(i * height * width, (i + 1) * height * width);
    if (!hidden || mask.some((inside, p) => inside && inCorner(p))) continue;
    labels.push(test.contextLabels![i]!);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = ((i * height + (y >> 1)) * width + (x >> 1)) * 3;
        pictures.push(...test.images.subarray(at, at + 3));
      }
    }
  }
  return { images: Uint8Array.from(pictures), labels };
}
