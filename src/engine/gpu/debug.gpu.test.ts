import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { capture } from './capture';
import { setGpuDebug } from './debug';
import { type GpuDevice, openGpu } from './device';
import type { Kernel } from './kernel';
import { readTensors } from './readback';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => setGpuDebug(0));

/** Reciprocals of x; `name` makes a new pipeline. */
function reciprocal(name: string, x: tf.Tensor): Kernel<'y'> {
  return {
    name,
    inputs: { x },
    outputs: { y: { shape: x.shape } },
    invocations: x.size,
    code: `// ${name}\nfn kernel(i: u32) { y[i] = 1.0 / x[i]; }`,
  };
}

test('level 1 names new pipelines and counts the dispatches of submits and replays; level 0 is silent', async () => {
  const lines: string[] = [];
  const x = tf.tensor1d([1, 2, 4]);
  gpu.backend.flush();
  setGpuDebug(1, (line) => lines.push(line));
  const recorded = capture(
    gpu.backend,
    () => {
      const { y } = gpu.backend.run(reciprocal('first', x));
      const { y: z } = gpu.backend.run(reciprocal('second', y));
      y.dispose();
      return z;
    },
    (z) => [z],
  );
  recorded.replay();
  expect(lines).toEqual([
    'compiled first(x: read f32, y: read_write f32)',
    'compiled second(x: read f32, y: read_write f32)',
    'submitted 2 dispatches',
    'replayed 2 dispatches',
  ]);
  setGpuDebug(0);
  recorded.replay();
  expect(lines).toHaveLength(4);
  expect((await readTensors([recorded.outputs]))[0]).toEqual(Float32Array.of(1, 2, 4));
  recorded.dispose();
  x.dispose();
});

test('level 2 names the kernel and the output that hold values which are not finite', async () => {
  const lines: string[] = [];
  const x = tf.tensor1d([1, 0, 4, 0]);
  setGpuDebug(2, (line) => lines.push(line));
  const { y } = gpu.backend.run(reciprocal('third', x));
  await vi.waitFor(() => expect(lines).toContain('third, output y: 2 of 4 values are not finite, the first at 1'));
  tf.dispose([x, y]);
});

test('level 2 names the kernel that WebGPU refuses', async () => {
  const lines: string[] = [];
  const x = tf.tensor1d([1, 2]);
  setGpuDebug(2, (line) => lines.push(line));
  const { y } = gpu.backend.run({ ...reciprocal('refused', x), code: 'fn kernel(i: u32) { y[i] = missing; }' });
  await vi.waitFor(() => expect(lines.join('\n')).toMatch(/refused: .*missing/s));
  // The scope caught the error, so the backend counts none.
  expect(gpu.backend.errors).toEqual([]);
  tf.dispose([x, y]);
});

test('pipelines and buffers carry the name of their kernel', () => {
  const x = tf.tensor1d([1, 2, 3, 4, 5]);
  const { y } = gpu.backend.run(reciprocal('named', x));
  expect(gpu.backend.bufferOf(y).label).toBe('named.y');
  tf.dispose([x, y]);
});
