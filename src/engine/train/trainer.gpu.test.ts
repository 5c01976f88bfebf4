import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Distillation, learnsFromTeacher } from '../../experiment/config';
import { liveOf } from '../../experiment/fields/live';
import type { ImageDataset } from '../data/dataset';
import { openGpu } from '../gpu/device';
import { TERM } from '../kernels/distillationLoss';
import { ResidentImages } from '../kernels/gatherBatch';
import { expectClose } from '../testing/compare';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { Trainer } from './trainer';

beforeAll(openGpu);

function trainerFor(dataset: ImageDataset, distillation: Distillation, distToken: boolean, captured: boolean) {
  const config = microExperiment({ distillation, distToken, dropPath: 0.2, crop: 'resized', cropMinArea: 0.5 });
  const images = new ResidentImages(dataset.train.images, { ...dataset, count: dataset.train.count });
  const teacher = learnsFromTeacher(distillation) ? stripesTeacher(dataset) : null;
  const trainer = new Trainer(config, dataset, images, teacher, { captured });
  return { trainer, config };
}

/** Total losses of n steps. The live values change at step 10. */
async function losses({ trainer, config }: ReturnType<typeof trainerFor>, n: number): Promise<number[]> {
  const live = liveOf(config);
  for (let step = 0; step < n; step++) {
    if (step === 10) Object.assign(live, { tau: 5, lambda: 0.7, learningRate: 3e-3, labelSmoothing: 0.1 });
    trainer.run(live);
  }
  return (await trainer.ring.read(0, n)).map((terms) => terms[TERM.total]!);
}

describe.each<[Distillation, boolean]>([
  ['none', false],
  ['none', true],
  ['soft', false],
  ['soft', true],
  ['hard', false],
  ['hard', true],
  ['label', true],
])('%s, distillation token %s', (distillation, distToken) => {
  test('captured steps equal eager ones bit for bit, also after a change of live values, and the loss falls', async () => {
    const dataset = stripes();
    const captured = await losses(trainerFor(dataset, distillation, distToken, true), 50);
    const eager = await losses(trainerFor(dataset, distillation, distToken, false), 50);
    expect(captured).toEqual(eager);
    expect(captured.every(Number.isFinite)).toBe(true);
    expect(captured.at(-1)!).toBeLessThan(0.9 * captured[0]!);
  });
});

test('with a moving average of the weights, captured steps and the average equal eager ones bit for bit', async () => {
  const dataset = stripes();
  const trained = async (captured: boolean, ema: number) => {
    const config = microExperiment({ distillation: 'hard', ema });
    const images = new ResidentImages(dataset.train.images, { ...dataset, count: dataset.train.count });
    const trainer = new Trainer(config, dataset, images, stripesTeacher(dataset), { captured });
    for (let step = 0; step < 20; step++) trainer.run(liveOf(config));
    return { parameters: await trainer.student.parameters.toArrays(), state: await trainer.optimizer.state() };
  };
  const captured = await trained(true, 0.99);
  expect(captured).toEqual(await trained(false, 0.99));
  const without = await trained(true, 0);
  expect(captured.parameters).toEqual(without.parameters);
  expect(captured.state.length).toBe(1.5 * without.state.length);
});

test('with all augmentation of Table 9, captured steps equal eager ones bit for bit, and the teacher sees the mixed images', async () => {
  const dataset = stripes();
  const trained = async (captured: boolean, mixed: boolean) => {
    const config = microExperiment({
      distillation: 'hard',
      ...{ dropPath: 0.1, labelSmoothing: 0.1, ema: 0.9, crop: 'resized', flip: true, labelledImages: 60 },
      ...(mixed ? { randAugment: 9, mixup: 0.8, cutmix: 1, erasing: 0.25, repeats: 3 } : {}),
    });
    const images = new ResidentImages(dataset.train.images, { ...dataset, count: dataset.train.count });
    const trainer = new Trainer(config, dataset, images, stripesTeacher(dataset), { captured });
    for (let step = 0; step < 24; step++) trainer.run(liveOf(config));
    const { teacher, images: seen } = trainer.outputs;
    const expected = tf.tidy(() => stripesTeacher(dataset).logits(seen));
    expectClose({ shape: [], data: await teacher!.data() }, { shape: [], data: await expected.data() });
    return { rows: await trainer.ring.read(0, 24), parameters: await trainer.student.parameters.toArrays() };
  };
  const captured = await trained(true, true);
  expect(captured).toEqual(await trained(false, true));
  expect(captured.rows).not.toEqual((await trained(true, false)).rows);
});

describe('few labels, some of them wrong', () => {
  const dataset = stripes();
  const trained = async (captured: boolean, distillation: Distillation, labelledImages: number) => {
    const config = microExperiment({ distillation, labelledImages, labelNoise: 0.4, lambda: 0.7 });
    const images = new ResidentImages(dataset.train.images, { ...dataset, count: dataset.train.count });
    const teacher = distillation === 'none' ? null : stripesTeacher(dataset);
    const trainer = new Trainer(config, dataset, images, teacher, { captured });
    for (let step = 0; step < 50; step++) trainer.run(liveOf(config));
    const rows = await trainer.ring.read(0, 50);
    return rows.map((terms) => Array.from(terms));
  };

  test('captured steps equal eager ones bit for bit', async () => {
    expect(await trained(true, 'soft', 30)).toEqual(await trained(false, 'soft', 30));
  });

  test('only labelled images have a label term; the teacher’s term needs no labels', async () => {
    const few = await trained(true, 'hard', 2);
    // An epoch has 6 steps and each image once, so two labelled images are in at most two batches.
    expect(few.slice(0, 6).filter((terms) => terms[TERM.labelTerm]! > 0).length).toBeLessThanOrEqual(2);
    expect(few.slice(0, 6).some((terms) => terms[TERM.labelTerm]! > 0)).toBe(true);
    expect(few.every((terms) => terms[TERM.teacherTerm]! > 0)).toBe(true);
    expect(few.at(-1)![TERM.teacherTerm]!).toBeLessThan(0.7 * few[0]![TERM.teacherTerm]!);
  });
});

test('two runs of the same experiment have the same losses', async () => {
  const dataset = stripes();
  const first = await losses(trainerFor(dataset, 'hard', true, true), 20);
  expect(await losses(trainerFor(dataset, 'hard', true, true), 20)).toEqual(first);
});
