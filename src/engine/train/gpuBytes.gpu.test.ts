import { afterEach, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { runBytes, stepBytes } from '../../experiment/student/gpuBytes';
import { type GpuDevice, openGpu } from '../gpu/device';
import { StepBench } from '../measure/stepBench';
import { LiveBuffers } from '../testing/liveBuffers';
import { microExperiment, stripes } from '../testing/micro';
import { Run } from './run';

let gpu: GpuDevice;
afterEach(() => gpu.device.destroy());

/** Bytes of the buffers for readbacks. */
const RING_BYTES = 2 ** 18;

interface Shape extends Partial<ExperimentConfig> {
  name: string;
  channels: number;
}

const PLAIN = { mlpRatio: 4, distillation: 'hard' } as const;
const SHAPES: Shape[] = [
  { name: 'the Micro student', channels: 3, imageSize: 32, patchSize: 8, dim: 32, depth: 2, heads: 2, batchSize: 32 },
  { name: 'with the average', channels: 3, imageSize: 32, patchSize: 8, dim: 32, depth: 2, batchSize: 32, ema: 0.9 },
  { name: 'the small student', channels: 1, imageSize: 28, patchSize: 4, dim: 64, depth: 4, heads: 4, batchSize: 64 },
  { name: 'a student that is mostly weights', channels: 3, imageSize: 16, dim: 128, depth: 2, heads: 4, batchSize: 2 },
];

test.each(SHAPES)('a training step takes the estimated memory: $name', async ({ name: _, channels, ...change }) => {
  gpu = await openGpu();
  const buffers = new LiveBuffers(gpu.device);
  const config = microExperiment({ ...PLAIN, ...change });
  const data = { channels, classes: 10 };
  const bench = new StepBench(gpu.backend, config, data);
  bench.step();
  await bench.loss();
  const taken = buffers.bytes - RING_BYTES - bench.dataset.train.images.byteLength;
  const estimated = stepBytes(config, data, config.batchSize);
  expect(estimated / taken).toBeGreaterThan(0.9);
  expect(estimated / taken).toBeLessThan(1.1);
  bench.dispose();
});

test('a whole run with evaluation and probes takes the estimated memory', async () => {
  gpu = await openGpu();
  const buffers = new LiveBuffers(gpu.device);
  const dataset = stripes();
  const config = microExperiment({ dim: 48, depth: 3, heads: 3, mlpRatio: 4, ema: 0.9, batchSize: 64 });
  const quiet = { metrics() {}, evaluation() {}, batch() {}, attention() {}, snapshot() {}, progress() {} };
  const run = new Run(config, dataset, null, quiet);
  await run.start();
  await run.probes.choose([0, 1, 2, 3, 4, 5, 6, 7]);
  run.trainer.run(run.live);
  await run.evaluate();
  const data = { channels: dataset.channels, classes: dataset.classes.length };
  const pictures = dataset.train.images.byteLength + dataset.test.images.byteLength;
  const estimated = runBytes(config, data, config.batchSize, pictures);
  const taken = buffers.bytes;
  expect(estimated / taken).toBeGreaterThan(0.9);
  expect(estimated / taken).toBeLessThan(1.1);
  run.dispose();
});
