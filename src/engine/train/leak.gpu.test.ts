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

const quiet = { metrics() {}, evaluation() {}, look() {}, attention() {}, snapshot() {}, progress() {} };
const [EARLY, LATE] = [500, 2000];
/** Steps between two rounds of everything that goes beside training; the ring of metrics holds as many. */
const STRETCH = 250;
/** Steps that are on their way at once. */
const IN_FLIGHT = 25;

test('what is held after 2,000 replayed steps, with all that goes beside them, is what was held after 500', async () => {
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
      // Metrics, a look, the probes, a snapshot.
      await run.stepOnce();
      await Promise.all([run.evaluate(), run.probes.read(), run.checkpoint()]);
      await run.probes.choose([3, 4, 5]);
      await run.probes.choose([0, 1]);
      await run.restore(await run.checkpoint());
      await run.answers();
      await inspector.look(picture, null);
      await inspector.answers([picture, picture]);
    }
    await gpuDone();
    return { ...tf.memory(), buffers: buffers.count, bytes: buffers.bytes };
  };
  const early = await trainTo(EARLY);
  const late = await trainTo(LATE);
  expect(late).toEqual(early);
  expect(run.history.length).toBe(LATE);

  // All of it is given back; only the ring for reading back stays with the device.
  inspector.dispose();
  teacher.dispose();
  run.dispose();
  expect(tf.memory().numTensors).toBe(0);
  expect(buffers.sizes.filter((size) => size !== 2 ** 18)).toEqual([]);
}, 600_000);
