import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { capture } from './capture';
import { type GpuDevice, openGpu } from './device';
import { readTensors } from './readback';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openGpu();
});

test('a variable that is first used in a recording outlives it', async () => {
  const count = tf.variable(tf.tensor1d([1, 2, 3, 4, 5, 6, 7]));
  const bytes = tf.memory().numBytes;
  const recorded = capture(
    gpu.backend,
    () => {
      gpu.backend.run({
        name: 'increment',
        inputs: {},
        updates: { count },
        outputs: {},
        invocations: count.size,
        code: 'fn kernel(i: u32) { count[i] += 1.0; }',
      });
      return tf.tidy(() => tf.add(count, 10));
    },
    (sum) => [sum],
  );
  recorded.replay();
  expect((await readTensors([recorded.outputs]))[0]).toEqual(Float32Array.of(13, 14, 15, 16, 17, 18, 19));
  recorded.dispose();
  expect(tf.memory().numBytes).toBe(bytes);
  expect((await readTensors([count]))[0]).toEqual(Float32Array.of(3, 4, 5, 6, 7, 8, 9));
  count.dispose();
});
