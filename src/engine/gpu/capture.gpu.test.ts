import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { capture } from './capture';
import { type GpuDevice, openGpu } from './device';
import { overwrite } from './overwrite';
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

const values = async (tensor: tf.Tensor) => Array.from((await readTensors([tensor]))[0]!);

/** A stock program of several operations. */
function stock(x: tf.Tensor, w: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const hidden = tf.relu(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D));
    return tf.add(tf.softmax(hidden), tf.mean(tf.concat([hidden, tf.square(hidden)], 1)));
  });
}

test('a replay of stock programs computes what running them does, from the current contents of their inputs', async () => {
  const x = tf.variable(tf.randomNormal([5, 7], 0, 1, 'float32', 1));
  const w = tf.variable(tf.randomNormal([7, 6], 0, 1, 'float32', 2));
  const recorded = capture(
    gpu.backend,
    () => stock(x, w),
    (y) => [y],
  );
  const expected = stock(x, w);
  expect(await values(recorded.outputs)).toEqual(await values(expected));

  overwrite(
    x,
    Float32Array.from({ length: 35 }, (_, i) => Math.sin(i)),
  );
  recorded.replay();
  const again = stock(x, w);
  expect(await values(recorded.outputs)).toEqual(await values(again));
  expect(await values(again)).not.toEqual(await values(expected));
  recorded.dispose();
  tf.dispose([x, w, expected, again]);
});

test('what is computed between two replays does not touch the recording’s buffers', async () => {
  const x = tf.variable(tf.randomNormal([16, 16], 0, 1, 'float32', 3));
  const recorded = capture(
    gpu.backend,
    () => stock(x, x),
    (y) => [y],
  );
  const before = await values(recorded.outputs);
  tf.dispose([stock(x, x), tf.ones([16, 16])]);
  for (let i = 0; i < 5; i++) tf.dispose(tf.tidy(() => tf.add(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D), i)));
  recorded.replay();
  expect(await values(recorded.outputs)).toEqual(before);
  recorded.dispose();
  x.dispose();
});

test('intermediate results share memory, and everything is given back', () => {
  const x = tf.variable(tf.ones([64, 64]));
  const run = () => {
    let y: tf.Tensor = tf.add(x, 0);
    for (let i = 0; i < 9; i++) {
      const next = tf.tidy(() => tf.add(tf.square(y), 1 / 16));
      y.dispose();
      y = next;
    }
    return y;
  };
  const tensors = tf.memory().numTensors;
  const recorded = capture(gpu.backend, run, (y) => [y]);
  // Nineteen results of 16 KiB each, of which two live at a time; the rest is uniforms.
  expect(recorded.dispatches).toBe(19);
  expect(recorded.bytes).toBeLessThan(6 * 64 * 64 * 4);
  recorded.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  x.dispose();
});

test('an error while recording leaves the backend as it was', async () => {
  const x = tf.tensor1d([1, 2]);
  const broken = () => {
    tf.square(x).dispose();
    throw new Error('stop');
  };
  expect(() => capture(gpu.backend, broken, () => [])).toThrow('stop');
  const y = tf.square(x);
  expect(await values(y)).toEqual([1, 4]);
  tf.dispose([x, y]);
});
