import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { openGpu } from '../gpu/device';
import { fusedBackend } from '../gpu/fused';
import { Parameters } from './parameters';

beforeAll(openGpu);

function small(): Parameters {
  const parameters = new Parameters();
  parameters.define('weight', [2, 3], (i) => i);
  parameters.define('bias', [5], () => 7);
  parameters.define('mean', [1], () => -1, false);
  return parameters;
}

test('counts and lists what an optimiser changes', () => {
  const parameters = small();
  expect(parameters.count).toBe(11);
  expect(parameters.names).toEqual(['weight', 'bias', 'mean']);
  expect(parameters.trainable.map(({ name }) => name)).toEqual(['weight', 'bias']);
  parameters.dispose();
});

test('reads what kernels changed in place, and loads into the same buffers', async () => {
  const parameters = small();
  const gpu = fusedBackend()!;
  await parameters.get('weight').data();
  gpu.run({
    name: 'double',
    inputs: {},
    updates: { x: parameters.get('weight') },
    outputs: {},
    invocations: 6,
    code: 'fn kernel(i: u32) { x[i] = 2.0 * x[i]; }',
  });
  const changed = await parameters.toArrays();
  expect(changed).toEqual(
    new Map([
      ['weight', Float32Array.of(0, 2, 4, 6, 8, 10)],
      ['bias', new Float32Array(5).fill(7)],
      ['mean', Float32Array.of(-1)],
    ]),
  );

  const buffer = gpu.bufferOf(parameters.get('weight'));
  const tensors = tf.memory().numTensors;
  const other = new Map([...changed].map(([name, values]) => [name, values.map((v) => v / 3)]));
  parameters.load(other);
  expect(await parameters.toArrays()).toEqual(other);
  expect(gpu.bufferOf(parameters.get('weight'))).toBe(buffer);
  expect(tf.memory().numTensors).toBe(tensors);
  parameters.dispose();
});

test('refuses weights that do not fit and keeps what it had', async () => {
  const parameters = small();
  const before = await parameters.toArrays();
  const without = new Map([...before].filter(([name]) => name !== 'bias'));
  expect(() => parameters.load(without)).toThrow('no tensor bias');
  expect(() => parameters.load(new Map([...before, ['bias', new Float32Array(4)]]))).toThrow('4 numbers instead of 5');
  expect(() => parameters.load(new Map([...before, ['extra', new Float32Array(4)]]))).toThrow(ProblemError);
  expect(await parameters.toArrays()).toEqual(before);
  parameters.dispose();
});
