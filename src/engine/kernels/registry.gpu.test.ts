import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { expectClose, expectMatchesReference } from '../testing/compare';
import type { KernelExample } from './example';
import { KERNEL_EXAMPLES } from './registry';

beforeAll(openGpu);

async function resultOf(op: KernelExample['fused'], { shape, inputs }: KernelExample) {
  const tensors = inputs(Object.values(shape)).map(({ shape, data }) => tf.tensor(Array.from(data), shape));
  const result = op(...tensors);
  return { shape: result.shape, data: await result.data() };
}

test.each(Object.entries(KERNEL_EXAMPLES))('the example of %s matches its reference', async (_, example) => {
  const { shape, inputs, fused, reference, differentiable } = example;
  if (differentiable) {
    await expectMatchesReference(fused, reference, inputs(Object.values(shape)), { rtol: 1e-3 });
    return;
  }
  const value = await resultOf(fused, example);
  await tf.setBackend('cpu');
  const expected = await resultOf(reference, example).finally(() => tf.setBackend('webgpu'));
  expectClose(value, expected, { rtol: 1e-3 });
  expect(value.data.some((number) => number !== 0)).toBe(true);
});
