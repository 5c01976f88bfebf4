import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { capture } from '../gpu/capture';
import { fusedBackend } from '../gpu/fused';
import { overwrite } from '../gpu/overwrite';
import { readTensors } from '../gpu/readback';
import type { Op, Values } from '../kernels/example';
import { valueAndGradients } from './gradients';

/** |actual − expected| ≤ atol + rtol·max|expected| for every element; the failure names the first element beyond it. */
export function expectClose(
  actual: Values,
  expected: Values,
  { atol = 1e-5, rtol = 1e-4, what = 'values' } = {},
): void {
  expect(actual.shape, `${what}: shape`).toEqual(expected.shape);
  let scale = 0;
  for (let i = 0; i < expected.data.length; i++) scale = Math.max(scale, Math.abs(expected.data[i]!));
  const bound = atol + rtol * scale;
  for (let i = 0; i < expected.data.length; i++) {
    const difference = Math.abs(actual.data[i]! - expected.data[i]!);
    if (!(difference <= bound)) {
      expect.fail(
        `${what}[${i}] of [${expected.shape}]: ${actual.data[i]} instead of ${expected.data[i]}, bound ${bound}`,
      );
    }
  }
}

/**
 * Runs an op on WebGPU (fused) and its reference composition on tfjs's CPU backend with the same inputs, and compares value
 * and every gradient. The current backend must be WebGPU with our kernels, and is so again afterwards.
 */
export async function expectMatchesReference(
  op: Op,
  reference: Op,
  inputs: Values[],
  tolerance: { atol?: number; rtol?: number } = {},
): Promise<void> {
  expect(fusedBackend(), 'the WebGPU backend with our kernels must be current').not.toBeNull();
  const fused = await valueAndGradients(op, inputs);
  await tf.setBackend('cpu');
  try {
    const expected = await valueAndGradients(reference, inputs);
    await tf.setBackend('webgpu');
    expectClose(fused.value, expected.value, { ...tolerance, what: 'value' });
    expected.gradients.forEach((gradient, i) => {
      expectClose(fused.gradients[i]!, gradient, { ...tolerance, what: `gradient of input ${i}` });
    });
  } finally {
    await tf.setBackend('webgpu');
  }
}

/**
 * Captures an op with its gradients over `inputs`, replays it over `others` (of the same shapes), and expects what running it
 * over those gives, bit for bit.
 */
export async function expectReplaysExactly(op: Op, inputs: Values[], others: Values[]): Promise<void> {
  const gpu = fusedBackend();
  expect(gpu, 'the WebGPU backend with our kernels must be current').not.toBeNull();
  const tensors = inputs.map(({ shape, data }) => tf.variable(tf.tensor(Array.from(data), shape)));
  const run = () =>
    tf.tidy(() => {
      let value: tf.Tensor | undefined;
      const loss = (...given: tf.Tensor[]) => {
        // tf.grads disposes of everything made inside.
        value = tf.keep(op(...given));
        return tf.sum(tf.square(value)) as tf.Scalar;
      };
      const gradients = tf.grads(loss)(tensors);
      return [value!, ...gradients].map((tensor) => tf.keep(tensor));
    });
  const recorded = capture(gpu!, run, (tensors) => tensors);
  for (const [i, { data }] of others.entries()) overwrite(tensors[i]!, Float32Array.from(data));
  recorded.replay();
  const replayed = await readTensors(recorded.outputs);
  const eager = run();
  expect(replayed).toEqual(await readTensors(eager));
  recorded.dispose();
  tf.dispose([...eager, ...tensors]);
}
