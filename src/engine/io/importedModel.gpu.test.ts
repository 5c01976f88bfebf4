import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { expectClose } from '../testing/compare';
import { ImportedModel } from './importedModel';
import { readSafetensors, type TensorFile, writeSafetensors } from './safetensors';

beforeAll(openGpu);

const PARAMETER = 'param.';

/** The recorded model of the published implementation: its weights alone as a file, and all that was recorded. */
function published(): { weights: TensorFile; recorded: TensorFile } {
  const recorded = readSafetensors(readFileSync('fixtures/deit-a/fixture.safetensors'), 'deit-a');
  const parameters = [...recorded.tensors].flatMap(([name, { shape, data }]) =>
    name.startsWith(PARAMETER) ? [[name.slice(PARAMETER.length), { shape, data: data as Float32Array }] as const] : [],
  );
  return { weights: readSafetensors(writeSafetensors(new Map(parameters)), 'deit-a.safetensors'), recorded };
}

test('the published implementation’s weights give its logits, and are read back bit for bit', async () => {
  const { weights, recorded } = published();
  const model = new ImportedModel(weights, 'deit-a.safetensors', { heads: 2 });
  expect(model.name).toBe('deit-a');
  expect(model.shape).toMatchObject({ imageSize: 16, patchSize: 4, dim: 32, depth: 2, heads: 2, distToken: true });
  const given = recorded.tensors.get('input')!;
  const [batch, channels, size] = given.shape as [number, number, number];
  const images = tf.transpose(tf.tensor4d(given.data as Float32Array, [batch, channels, size, size]), [0, 2, 3, 1]);
  const { cls, dist } = model.student.forward(images);
  const values = async (tensor: tf.Tensor) => ({ shape: tensor.shape, data: await tensor.data() });
  expectClose(await values(cls), recorded.tensors.get('logits.cls')!, { what: 'class head' });
  expectClose(await values(dist!), recorded.tensors.get('logits.dist')!, { what: 'distillation head' });
  for (const [name, numbers] of await model.student.parameters.toArrays()) {
    expect(numbers, name).toEqual(weights.tensors.get(name)!.data);
  }
  model.dispose();
});

test('nothing is left on the device when a file is refused', () => {
  const { weights } = published();
  const before = tf.memory().numTensors;
  expect(() => new ImportedModel(weights, 'f')).toThrow('how many heads share its width of 32');
  expect(() => new ImportedModel(weights, 'f', { heads: 2, classes: ['one'] })).toThrow('10 classes');
  weights.tensors.delete('norm.bias');
  expect(() => new ImportedModel(weights, 'f', { heads: 2 })).toThrow(
    'f: there is no tensor norm.bias; [32] was expected.',
  );
  expect(tf.memory().numTensors).toBe(before);
});
