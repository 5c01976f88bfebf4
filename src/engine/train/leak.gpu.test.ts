import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GpuDevice, openGpu } from '../gpu/device';
import { Inspector } from '../inspect/inspector';
import { LiveBuffers } from '../testing/liveBuffers';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { gpuDone } from './pacing';
import { Run } from './run';

let gpu: GpuDevice;
let buffers: LiveBuffers;
beforeAll(async () => {
  gpu = await openGpu();
  buffers = new LiveBuffers(gpu.device);
});
afterAll(() => gpu.device.destroy());

const quiet = { metrics() {}, evaluation() {}, batch() {}, attention() {}, snapshot() {}, progress() {} };
const [EARLY, LATE] = [500, 2000];
/** Steps between two rounds of everything else that a run does. The ring of metrics holds more. */
const STRETCH = 250;
/** Steps in flight at once. */
const IN_FLIGHT = 25;

test('after 2,000 replayed steps with evaluations, probes and readbacks, a run holds as much as after 500', async () => {
  const dataset = stripes();
  const teacher = stripesTeacher(dataset);
  const tiny = { depth: 1, dim: 8, batchSize: 2, epochs: 110 };
  const config = microExperiment({ ...tiny, distillation: 'hard', ema: 0.9, flip: true });
  const run = new Run(config, dataset, teacher, quiet);
  await run.start();
  await run.probes.choose([0, 1]);
  const inspector = new Inspector(run.trainer.student, teacher);
  const picture = new Float32Array(config.imageSize ** 2 * dataset.channels);

  const trainTo = async (end: number) => {
    while (run.trainer.step < end) {
      const stretch = run.trainer.step + STRETCH;
      while (run.trainer.step < stretch - 1) {
        run.trainer.run(run.live);
        if (run.trainer.step % IN_FLIGHT === 0) await gpuDone();
      }
      // Metrics, batch readback, probes, snapshot.
      await run.stepOnce();
      await Promise.all([run.evaluate(), run.probes.read(), run.checkpoint()]);
      await run.probes.choose([3, 4, 5]);
      await run.probes.choose([0, 1]);
      await run.restore(await run.checkpoint());
      await run.predictions();
      await inspector.inspect(picture, null);
      await inspector.logits([picture, picture]);
    }
    await gpuDone();
    return { ...tf.memory(), buffers: buffers.count, bytes: buffers.bytes };
  };
  const early = await trainTo(EARLY);
  const late = await trainTo(LATE);
  expect(late).toEqual(early);
  expect(run.history.length).toBe(LATE);

  // Everything is freed except the device's ring of readback buffers.
  inspector.dispose();
  teacher.dispose();
  run.dispose();
  expect(tf.memory().numTensors).toBe(0);
  expect(buffers.sizes.filter((size) => size !== 2 ** 18)).toEqual([]);
}, 600_000);
