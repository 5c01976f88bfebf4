import { afterEach, beforeEach, expect, test } from 'vitest';
import { teacherRecipe } from '../../experiment/teacherRecipe';
import { type GpuDevice, openGpu, openGpuWith } from '../gpu/device';
import { Run } from '../train/run';
import { TeacherTrainer } from '../train/teacherTrainer';
import { microExperiment, stripes, stripesTeacher } from './micro';

let gpu: GpuDevice;

// A device with what every adapter has and no more: eight storage buffers a program and no subgroups, among others.
beforeEach(async () => {
  gpu = await openGpuWith([], []);
  expect(gpu.backend.subgroups).toBeNull();
  expect(gpu.device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  gpu.device.pushErrorScope('validation');
});

async function expectNoError() {
  gpu.backend.flush();
  const error = await gpu.device.popErrorScope();
  expect(error?.message ?? null).toBeNull();
}

afterEach(() => gpu.device.destroy());

const dataset = stripes();
const quiet = { metrics() {}, evaluation() {}, batch() {}, attention() {}, snapshot() {}, progress() {} };

async function lossesOf(steps: number): Promise<readonly number[]> {
  const change = { imageSize: 16, patchSize: 4, dim: 20, distillation: 'hard', dropPath: 0.1 } as const;
  const run = new Run(microExperiment(change), dataset, stripesTeacher(dataset), quiet);
  await run.start();
  for (let step = 0; step < steps; step++) await run.stepOnce();
  const losses = [...run.history.table().total];
  run.dispose();
  return losses;
}

test('without subgroups the losses are the same, bit for bit', async () => {
  const alone = await lossesOf(4);
  await expectNoError();
  const whole = await openGpu();
  expect(whole.backend.subgroups).not.toBeNull();
  const together = await lossesOf(4);
  whole.device.destroy();
  expect(together).toEqual(alone);
});

test('a student trains with everything on, is evaluated and looked into', async () => {
  const change = { distillation: 'soft', dropPath: 0.1, ema: 0.9, crop: 'resized', flip: true, epochs: 1 } as const;
  const run = new Run(microExperiment(change), dataset, stripesTeacher(dataset), quiet);
  await run.start();
  await run.probes.choose([0, 1]);
  await run.stepOnce();
  await run.stepOnce();
  const { accuracy } = await run.evaluate();
  expect(accuracy['both-logits']).toBeGreaterThanOrEqual(0);
  expect(run.history.table().total.every(Number.isFinite)).toBe(true);
  await expectNoError();
});

test.each(['resnet', 'regnety', 'efficientnet', 'transformer'] as const)('a teacher trains: %s', async (family) => {
  const trainer = new TeacherTrainer(teacherRecipe('own', { family, width: 8, batchSize: 16 }), dataset);
  trainer.run();
  trainer.run();
  const losses = await trainer.losses(2);
  expect(losses.map(({ loss }) => Number.isFinite(loss))).toEqual([true, true]);
  await expectNoError();
});
