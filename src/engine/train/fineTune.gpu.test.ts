import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';
import { openGpu } from '../gpu/device';
import { readRunFile, runFileBytes } from '../io/runFile';
import { Deit } from '../models/deit';
import { resizePosEmbed } from '../models/posEmbed';
import type { Teacher } from '../models/teacher';
import { expectClose } from '../testing/compare';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { asBefore, type Checkpoint, isTheSame } from './checkpoint';
import { runTrial } from './trial';

beforeAll(openGpu);

const dataset = stripes();
const DATA = { channels: 3, classes: 3 };

function train(config: ExperimentConfig, teacher: Teacher | null, before: Checkpoint | null) {
  const control = { progress: () => undefined, signal: new AbortController().signal };
  const from = before && asBefore(before);
  return runTrial({ config, dataset, teacher, before: from, from: null, control, save: () => undefined });
}

/** A teacher that scales images to its own size, as trained teachers do. */
function atItsSize(teacher: Teacher, size: number): Teacher {
  const scaled = (images: tf.Tensor) => tf.image.resizeBilinear(images as tf.Tensor4D, [size, size], false, true);
  return { ...teacher, logits: (images) => tf.tidy(() => teacher.logits(scaled(images))) };
}

/** Both heads' logits of a student for noise images of its size, [2, 2, classes]. */
async function logits(config: ExperimentConfig, weights: (name: string) => Float32Array) {
  const { imageSize } = config;
  const random = new RandomStream(5, 'pictures');
  const pixels = Float32Array.from({ length: 2 * imageSize ** 2 * 3 }, (_, i) => random.normal(0, i));
  const student = new Deit(config, DATA, weights);
  const heads = tf.tidy(() => {
    const { cls, dist } = student.forward(tf.tensor4d(pixels, [2, imageSize, imageSize, 3]));
    return tf.keep(tf.stack([cls, dist!]));
  });
  const values = { shape: heads.shape, data: Float32Array.from(await heads.data()) };
  heads.dispose();
  student.dispose();
  return values;
}

test('with a learning rate of 0, the fine-tuned student is the trained one with a resized position embedding', async () => {
  const small = microExperiment({ distillation: 'hard', epochs: 3 });
  const trained = (await train(small, stripesTeacher(dataset), null)).checkpoint;
  expect(trained.before).toBeNull();

  const still = { epochs: 2, learningRate: 0, minLearningRate: 0 };
  const large = { ...small, ...still, imageSize: 16, distillation: 'none' as const };
  const tuned = await train(large, null, trained);
  expect(tuned.checkpoint.step).toBe(12);
  const built = new Map(trained.parameters);
  built.set('pos_embed', resizePosEmbed(trained.parameters.get('pos_embed')!, small.dim, 2, 2, 4));
  for (const [name, values] of built) expect(tuned.checkpoint.parameters.get(name), name).toEqual(values);
  expectClose(
    await logits(large, (name) => tuned.checkpoint.parameters.get(name)!),
    await logits(large, (name) => built.get(name)!),
  );
  // The rows of the prefix tokens are unchanged; the grid has four times as many rows.
  expect(built.get('pos_embed')!.length).toBe((2 + 16) * small.dim);
  expect(built.get('pos_embed')!.subarray(0, 2 * small.dim)).toEqual(
    trained.parameters.get('pos_embed')!.subarray(0, 2 * small.dim),
  );
});

test('fine-tuning with a teacher of another size learns, records its source run, and continues from its file', async () => {
  const small = microExperiment({ distillation: 'hard', epochs: 1 });
  const teacher = atItsSize(stripesTeacher(dataset), dataset.height);
  const trained = (await train(small, teacher, null)).checkpoint;
  const large = { ...small, imageSize: 16, learningRate: 1e-3 };
  const { checkpoint, start } = await train(large, teacher, trained);
  teacher.dispose();
  expect(checkpoint.before).toEqual(asBefore(trained));
  expect(checkpoint.before!.evaluation!.step).toBe(trained.step);
  expect(checkpoint.metrics.teacherTerm.every((term) => term > 0)).toBe(true);
  expect(checkpoint.parameters.get('head.weight')).not.toEqual(trained.parameters.get('head.weight'));

  const about = { dataset: { id: 'shapes', name: '' }, teacher: null, adapter: '', start, seconds: 0 } as const;
  const file = runFileBytes({ name: '', about: { ...about, date: '', commit: null }, checkpoint });
  const again = readRunFile(file, 'run').checkpoint;
  expect(again.before).toEqual(checkpoint.before);
  expect(isTheSame(again, large, dataset.fingerprint, asBefore(trained))).toBe(true);
  // A run with other initial weights is another run.
  expect(isTheSame(again, large, dataset.fingerprint)).toBe(false);
  expect(isTheSame(again, large, dataset.fingerprint, asBefore(checkpoint))).toBe(false);
});

test('weights of another student are refused before anything is built', async () => {
  const small = microExperiment({ epochs: 1 });
  const trained = (await train(small, null, null)).checkpoint;
  const wider = { ...trained, config: { ...small, dim: 32 } };
  await expect(train({ ...wider.config, imageSize: 16 }, null, wider)).rejects.toThrow(/instead of/);
});
