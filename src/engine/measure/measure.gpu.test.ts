import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { type GpuDevice, openGpu } from '../gpu/device';
import { isChosen, keyOf, tileOf } from '../kernels/wgsl/tiles';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { measureInference } from './inference';
import { measureGpu } from './measureGpu';
import { StepBench } from './stepBench';
import { productsOf } from './tuneTiles';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openGpu();
});

const data = { channels: 3, classes: 5 };

test('a tiny student is measured, and nothing is left on the device', async () => {
  const student = microExperiment({ distillation: 'hard' });
  const deeper = { ...student, depth: 4 };
  const seen: number[] = [];
  const before = tf.memory().numTensors;
  const request = {
    student,
    data,
    trainImages: 100,
    presets: [student, deeper].map((config, i) => ({ id: `${i}`, config })),
  };
  const control = { progress: (fraction: number) => void seen.push(fraction), signal: new AbortController().signal };
  const { report, choice } = await measureGpu(gpu, request, {}, control);

  expect(tf.memory().numTensors).toBe(before);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  const { peaks, step, gemm, predictions, tiles } = report;
  expect(tiles.products).toBe(productsOf(student).length);
  expect(tiles.measured).toBe(Object.keys(choice).length);
  expect(tiles.measured).toBeGreaterThan(0);
  expect(tiles.changed).toBeLessThanOrEqual(tiles.measured);
  for (const product of productsOf(student)) {
    const measured = choice[keyOf(product)];
    if (measured) expect(isChosen(tileOf(gpu.backend, product), measured)).toBe(true);
  }
  for (const value of [peaks.gflops, peaks.gigabytesPerSecond, step.imagesPerSecond, step.share, report.slowdown]) {
    expect(Number.isFinite(value) && value > 0).toBe(true);
  }
  expect(gemm.map(({ gflops }) => gflops)).toEqual(gemm.map(({ gflops }) => gflops).toSorted((a, b) => b - a));
  expect(step.submits).toBe(1);
  expect(step.msPerStep.samples).toBeGreaterThanOrEqual(5);

  // The predicted number of dispatches equals that of a captured step of another depth.
  const bench = new StepBench(gpu.backend, deeper, data);
  bench.step();
  expect(Math.abs(predictions[1]!.work.dispatches - bench.trainer.cost!.dispatches)).toBeLessThanOrEqual(2);
  bench.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a cancelled measurement stops with the reason and leaves nothing on the device', async () => {
  const cancel = new AbortController();
  const before = tf.memory().numTensors;
  const running = measureGpu(
    gpu,
    { student: microExperiment(), data, trainImages: 100, presets: [] },
    {},
    { progress: () => {}, signal: cancel.signal },
  );
  cancel.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('the inference of students and a teacher is timed, more work takes longer, and nothing is left on the device', async () => {
  const teacher = stripesTeacher(stripes());
  const before = tf.memory().numTensors;
  const small = microExperiment();
  const large = { ...small, imageSize: 32, dim: 64, depth: 4 };
  const students = [small, large].map((shape, i) => ({ id: `${i}`, shape, data }));
  const place = { teacher, pictures: [8, 8, 3] as const, maxBufferBytes: 2 ** 30 };
  const control = { progress: () => {}, signal: new AbortController().signal };
  const report = await measureInference({ students }, place, control);
  expect(tf.memory().numTensors).toBe(before);
  const { 0: quick, 1: slow } = report.students;
  for (const speed of [quick!, slow!, report.teacher!]) {
    expect(speed.imagesPerSecond).toBeCloseTo((1000 * speed.batch) / speed.time.median, 6);
    expect(speed.time.samples).toBeGreaterThanOrEqual(5);
  }
  // Hundreds of times as much arithmetic is slower on any device.
  expect(slow!.imagesPerSecond).toBeLessThan(quick!.imagesPerSecond);
  await expect(measureInference({ students }, { ...place, maxBufferBytes: 1000 }, control)).rejects.toThrow(/memory/);
  expect(tf.memory().numTensors).toBe(before);
  teacher.dispose();
});
