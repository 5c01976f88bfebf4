import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { argmax } from '../../experiment/loss/fusion';
import { type GpuDevice, openGpu } from '../gpu/device';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import type { ProbeReading } from './attentionProbe';
import type { BatchReadback } from './batchReadback';
import type { Checkpoint, EvaluationRecord, MetricTable } from './checkpoint';
import { Run } from './run';

const dataset = stripes();
const experiment = (change: Partial<ExperimentConfig> = {}) =>
  microExperiment({ distillation: 'hard', epochs: 5, crop: 'shift', flip: true, ...change });

interface Seen {
  totals: number[];
  evaluations: EvaluationRecord[];
  batches: BatchReadback[];
  attention: { step: number; reading: ProbeReading }[];
  snapshots: Checkpoint[];
}

let open: Run[] = [];

function begin(config: ExperimentConfig): { run: Run; seen: Seen } {
  const seen: Seen = { totals: [], evaluations: [], batches: [], attention: [], snapshots: [] };
  const run = new Run(config, dataset, stripesTeacher(dataset), {
    metrics: (table: MetricTable) => {
      for (const [i, step] of table.step.entries()) seen.totals[step] = table.total[i]!;
    },
    evaluation: (record) => seen.evaluations.push(record),
    batch: (readback) => seen.batches.push(readback),
    attention: (step, _, reading) => seen.attention.push({ step, reading }),
    snapshot: (checkpoint) => seen.snapshots.push(checkpoint),
    progress: () => undefined,
  });
  open.push(run);
  return { run, seen };
}

// All tests share one device until a test loses it: a new device has to compile every program again.
let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => {
  for (const run of open) run.dispose();
  open = [];
});

test('a run learns: the loss falls, accuracy rises far above chance, and the last evaluation uses the whole test split', async () => {
  const { run, seen } = begin(experiment({ epochs: 20, crop: 'none', flip: false }));
  await run.start();
  await run.play();
  expect(run.finished).toBe(true);
  expect(seen.totals).toHaveLength(120);
  expect(seen.totals.at(-1)!).toBeLessThan(0.5 * seen.totals[0]!);
  const last = seen.evaluations.at(-1)!;
  expect(last).toMatchObject({ step: 120, epoch: 20, images: dataset.test.count });
  expect(last.accuracy.cls).toBeGreaterThan(0.9);
  expect(last.teacher).toBe(1);
  expect(last.averaged).toBeNull();
});

test('the moving average of the weights is evaluated too, and equals the weights with a decay of nearly 0', async () => {
  const accuracies = async (ema: number, epochs: number) => {
    const { run, seen } = begin(experiment({ epochs, crop: 'none', flip: false, ema }));
    await run.start();
    await run.play();
    return seen.evaluations.at(-1)!;
  };
  const forgetful = await accuracies(1e-9, 2);
  expect(forgetful.averaged).toEqual(forgetful.accuracy);
  const { averaged } = await accuracies(0.9, 8);
  expect(averaged!.cls).toBeGreaterThan(0.6);
  expect(averaged!.dist).toBeGreaterThan(0.6);
});

test('the loss terms of a readback add up to the plotted total of the step', async () => {
  const { run, seen } = begin(experiment({ distillation: 'soft', lambda: 0.3 }));
  await run.start();
  await run.stepOnce();
  await run.stepOnce();
  const { record, terms } = seen.batches.at(-1)!;
  expect(record.step).toBe(1);
  expect(terms[0]).toBe(seen.totals[1]);
  expect(terms[3]! + terms[4]!).toBeCloseTo(terms[0]!, 6);
  expect(terms[3]!).toBeCloseTo(0.7 * terms[1]!, 6);
  expect(terms[4]!).toBeCloseTo(0.3 * 9 * terms[2]!, 5);
});

test('pause stops between steps, and the run then continues with the losses of a run without a pause', async () => {
  const whole = begin(experiment());
  await whole.run.start();
  await whole.run.play();
  const { run, seen } = begin(experiment());
  await run.start();
  run.stepsPerSecond = 200;
  const playing = run.play();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await run.pause();
  await playing;
  const paused = run.trainer.step;
  expect(paused).toBeLessThan(run.trainer.totalSteps);
  expect(seen.totals).toHaveLength(paused);
  run.stepsPerSecond = null;
  await run.play();
  expect(seen.totals).toEqual(whole.seen.totals);
});

test('reset returns to the same initial weights and the same losses', async () => {
  const { run, seen } = begin(experiment());
  const initial = await run.start();
  await run.play();
  const first = [...seen.totals];
  seen.totals = [];
  await run.reset();
  expect(run.trainer.step).toBe(0);
  expect(await run.trainer.student.parameters.toArrays()).toEqual(initial);
  await run.play();
  expect(seen.totals).toEqual(first);
});

test('a run restored from its snapshot on a new device gives the losses of an uninterrupted one', async () => {
  const averaging = () => experiment({ ema: 0.95 });
  const whole = begin(averaging());
  await whole.run.start();
  await whole.run.play();
  const last = await whole.run.checkpoint();
  const before = begin(averaging());
  await before.run.start();
  for (let i = 0; i < 7; i++) await before.run.stepOnce();
  const checkpoint = structuredClone(before.seen.snapshots.at(-1)!);
  expect(checkpoint.step).toBe(7);
  before.run.abandon();
  open = [];
  gpu = await openGpu();

  const after = begin(averaging());
  await after.run.restore(checkpoint);
  await after.run.play();
  expect(after.run.history.table().total).toEqual(Float32Array.from(whole.seen.totals));
  // Moments and the moving average of the weights too.
  expect((await after.run.checkpoint()).moments).toEqual(last.moments);
  expect(after.seen.evaluations.at(-1)).toEqual(whole.seen.evaluations.at(-1));
});

/** Destroys the device after the next command encoder has received this many dispatches. */
function loseWhileEncoding({ device }: GpuDevice, dispatches: number): void {
  const create = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = () => {
    const encoder = create();
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = () => {
      const pass = begin();
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (x, y, z) => {
        if (dispatches-- === 0) device.destroy();
        dispatch(x, y, z);
      };
      return pass;
    };
    return encoder;
  };
}

const LOSSES: [when: string, lose: (gpu: GpuDevice) => void][] = [
  ['during the encoding of a replay', (gpu) => loseWhileEncoding(gpu, 20)],
  ['during the execution of a replay', (gpu) => gpu.device.destroy()],
];

test.each(LOSSES)(
  'after a device loss %s the last snapshot continues on a new device exactly as an uninterrupted run',
  async (_, lose) => {
    const whole = begin(experiment());
    await whole.run.start();
    await whole.run.play();
    const before = begin(experiment());
    await before.run.start();
    await before.run.evaluate();
    for (let i = 0; i < 5; i++) await before.run.stepOnce();
    const checkpoint = structuredClone(before.seen.snapshots.at(-1)!);
    before.run.trainer.run(before.run.live);
    lose(gpu);
    // Play ends with an error instead of waiting forever, and reports no step after the loss.
    await expect(before.run.play()).rejects.toThrow();
    await gpu.device.lost;
    expect(before.seen.totals.length).toBeLessThanOrEqual(7);
    before.run.abandon();
    open = open.filter((run) => run !== before.run && run !== whole.run);

    gpu = await openGpu();
    const after = begin(experiment());
    await after.run.restore(checkpoint);
    await after.run.play();
    expect(after.run.history.table().total).toEqual(Float32Array.from(whole.seen.totals));
  },
);

test('a snapshot that is requested during a read of the metrics has the metrics of all its steps', async () => {
  const { run } = begin(experiment());
  await run.start();
  await run.stepOnce();
  run.trainer.run(run.live);
  const earlier = run.checkpoint();
  run.trainer.run(run.live);
  run.trainer.run(run.live);
  const { step, metrics } = await run.checkpoint();
  await earlier;
  expect(step).toBe(4);
  expect(Array.from(metrics.step)).toEqual([0, 1, 2, 3]);
  expect(metrics.total.every((total) => total > 0)).toBe(true);
});

test('a NaN loss stops the run, and rewind returns to the last good snapshot', async () => {
  const { run, seen } = begin(experiment());
  await run.start();
  for (let i = 0; i < 3; i++) await run.stepOnce();
  run.poison();
  await expect(run.play()).rejects.toThrow(/step 4 is NaN/);
  expect(await run.rewind()).toBe(3);
  expect(seen.snapshots.every(({ moments }) => moments.every(Number.isFinite))).toBe(true);
  await run.play();
  expect(run.finished).toBe(true);
  expect(run.history.table().total.every(Number.isFinite)).toBe(true);
});

test('the teacher’s logits always belong to the current probes', async () => {
  const { run, seen } = begin(experiment());
  await run.start();
  const classes = () => {
    const logits = Array.from(seen.attention.at(-1)!.reading.teacher!);
    return [0, 1, 2].map((probe) => argmax(logits.slice(3 * probe, 3 * probe + 3)));
  };
  await run.probes.choose([0, 1, 2]);
  expect(classes()).toEqual([0, 1, 2]);
  await run.stepOnce();
  expect(classes()).toEqual([0, 1, 2]);
  await run.probes.choose([5, 3, 4]);
  expect(classes()).toEqual([2, 0, 1]);
});

test('the attention of the two tokens sums to at most 1, differs between them, and changes with training', async () => {
  const { run, seen } = begin(experiment({ epochs: 20 }));
  await run.start();
  await run.probes.choose([0, 1, 2]);
  await run.play();
  const { config } = run.trainer;
  const patches = (config.imageSize / config.patchSize) ** 2;
  const first = seen.attention[0]!.reading.maps;
  const last = seen.attention.at(-1)!.reading.maps;
  expect(last).toHaveLength(3 * config.depth * config.heads * 2 * patches);
  for (let row = 0; row < last.length; row += patches) {
    const share = last.slice(row, row + patches).reduce((a, b) => a + b);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
  }
  const token = (maps: Float32Array, t: number) => maps.slice(t * patches, (t + 1) * patches);
  expect(token(last, 0)).not.toEqual(token(last, 1));
  expect(last).not.toEqual(first);
  const { cosine, onObject } = seen.attention.at(-1)!.reading;
  expect(cosine).toHaveLength(config.depth + 1);
  expect(cosine!.every((value) => Math.abs(value) <= 1)).toBe(true);
  expect(onObject).toBeNull();
});

test('the moments and token records of a run survive a restore and are empty after a reset', async () => {
  const { run, seen } = begin(experiment());
  await run.start();
  await run.probes.choose([0, 1]);
  for (let i = 0; i < 4; i++) await run.stepOnce();
  const { moments, tokens } = run.probes;
  expect(moments.records.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
  expect(tokens.records.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
  expect(run.history.terms(3)).toMatchObject({ total: seen.totals[3] });
  const kept = structuredClone(seen.snapshots.at(-1)!);
  const after = begin(experiment());
  await after.run.restore(kept);
  expect(after.run.probes.moments.records).toEqual(moments.records);
  expect(after.run.probes.tokens.records).toEqual(tokens.records);
  // The restored student gives the same moment as before.
  await after.run.probes.choose([0, 1]);
  expect(after.run.probes.moments.records).toEqual(moments.records);
  await after.run.reset();
  expect(after.run.probes.moments.records).toEqual([]);
});

describe('a backend without our kernels', () => {
  test('gives the same losses within float32', async () => {
    const gpu = begin(experiment({ epochs: 1, distillation: 'soft', dropPath: 0.2, labelSmoothing: 0.1 }));
    await gpu.run.start();
    await gpu.run.play();
    await tf.setBackend('cpu');
    const cpu = begin(experiment({ epochs: 1, distillation: 'soft', dropPath: 0.2, labelSmoothing: 0.1 }));
    await cpu.run.start();
    await cpu.run.play();
    expect(cpu.seen.totals).toHaveLength(6);
    for (const [i, total] of cpu.seen.totals.entries()) expect(total).toBeCloseTo(gpu.seen.totals[i]!, 4);
  });
});
