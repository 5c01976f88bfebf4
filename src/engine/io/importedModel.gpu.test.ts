import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { DEIT_TINY, randomModelFile } from '../../../scripts/data/randomModel';
import { openGpu } from '../gpu/device';
import { randomValues } from '../kernels/example';
import { Deit } from '../models/deit';
import { expectClose } from '../testing/compare';
import { plainDeit } from '../testing/plainDeit';
import { exportModel } from './exportModel';
import { ImportedModel } from './importedModel';
import { readSafetensors, type TensorFile, writeSafetensors } from './safetensors';

const control = { progress: () => undefined, signal: new AbortController().signal };

beforeAll(openGpu);

const PARAMETER = 'param.';

/** A recording of the published implementation: its weights, and the whole file. */
function published(): { weights: Map<string, { shape: number[]; data: Float32Array }>; recorded: TensorFile } {
  const recorded = readSafetensors(readFileSync('fixtures/deit-a/fixture.safetensors'), 'deit-a');
  const weights = [...recorded.tensors].flatMap(([name, { shape, data }]) =>
    name.startsWith(PARAMETER) ? [[name.slice(PARAMETER.length), { shape, data: data as Float32Array }] as const] : [],
  );
  return { weights: new Map(weights), recorded };
}

test('the published implementation’s weights give its logits and are loaded bit for bit', async () => {
  const { weights, recorded } = published();
  const file = new Blob([writeSafetensors(weights)]);
  const model = await ImportedModel.open(file, 'deit-a.safetensors', { heads: 2 }, control);
  expect(model.name).toBe('deit-a');
  expect(model.shape).toMatchObject({ imageSize: 16, patchSize: 4, dim: 32, depth: 2, heads: 2, distToken: true });
  const given = recorded.tensors.get('input')!;
  const [batch, channels, size] = given.shape as [number, number, number];
  const images = tf.transpose(tf.tensor4d(given.data as Float32Array, [batch, channels, size, size]), [0, 2, 3, 1]);
  const { cls, dist } = model.student.forward(images);
  const values = async (tensor: tf.Tensor) => ({ shape: tensor.shape, data: await tensor.data() });
  const expected = (name: string) => ({ shape: [batch, 10], data: recorded.tensors.get(name)!.data });
  expectClose(await values(cls), expected('logits.cls'), { what: 'class head' });
  expectClose(await values(dist!), expected('logits.dist'), { what: 'distillation head' });
  for (const [name, numbers] of await model.student.parameters.toArrays()) {
    expect(numbers, name).toEqual(weights.get(name)!.data);
  }
  model.dispose();
});

test.each([true, false])('an exported student is imported bit for bit (distillation token: %s)', async (distToken) => {
  const shape = { imageSize: 28, patchSize: 7, dim: 24, heads: 3, depth: 2, mlpRatio: 2.5, distToken };
  const student = new Deit(shape, { channels: 1, classes: 2 }, 3);
  const facts = { classes: ['<b>cat</b>', 'dog'], mean: [0.13], std: [0.31] };
  const file = await exportModel(student, facts, { provenance: 'step 7' });
  expect(readSafetensors(file, 'f').metadata).toMatchObject({ provenance: 'step 7', img_size: '28', num_heads: '3' });
  const model = await ImportedModel.open(new Blob([file]), 'f', {}, control);
  expect(model.shape).toEqual(shape);
  expect(model.data).toEqual(student.data);
  expect({ classes: model.classes, ...model.normalisation }).toEqual(facts);
  expect(await model.student.parameters.toArrays()).toEqual(await student.parameters.toArrays());
  student.dispose();
  model.dispose();
});

test('a file that is refused or cancelled leaves nothing on the device', async () => {
  const { weights } = published();
  const before = tf.memory().numTensors;
  const open = (facts = {}, signal = control.signal) =>
    ImportedModel.open(new Blob([writeSafetensors(weights)]), 'f', facts, { ...control, signal });
  await expect(open()).rejects.toThrow('number of heads for its width of 32 is unknown');
  await expect(open({ heads: 2, classes: ['one'] })).rejects.toThrow('10 classes');
  await expect(open({ heads: 2 }, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  weights.get('norm.weight')!.data[3] = Number.NaN;
  await expect(open({ heads: 2 })).rejects.toThrow('f: tensor norm.weight holds numbers that are not finite.');
  weights.delete('norm.bias');
  await expect(open({ heads: 2 })).rejects.toThrow('f: there is no tensor norm.bias; [32] was expected.');
  expect(tf.memory().numTensors).toBe(before);
});

test('a full-size DeiT-Ti gives the logits and attention of plain float64 loops', async () => {
  const model = await ImportedModel.open(new Blob([randomModelFile(DEIT_TINY)]), 'tiny.safetensors', {}, control);
  expect(model.student.parameters.count).toBe(5_910_800);
  const picture = randomValues([1, 224, 224, 3], 5);
  const attention: tf.Tensor[] = [];
  const { cls, dist } = model.student.forward(tf.tensor(picture.data as Float32Array, picture.shape), {
    onAttention: (_, probabilities) => attention.push(tf.keep(probabilities)),
  });
  const plain = plainDeit(picture.data, model.shape, model.data, await model.student.parameters.toArrays());
  const check = async (tensor: tf.Tensor, shape: number[], data: ArrayLike<number>, what: string) =>
    expectClose({ shape: tensor.shape, data: await tensor.data() }, { shape, data }, { what });
  await check(cls, [1, 1000], plain.cls, 'class head');
  await check(dist!, [1, 1000], plain.dist!, 'distillation head');
  expect(attention).toHaveLength(12);
  for (const [i, probabilities] of attention.entries()) {
    await check(probabilities, [1, 3, 198, 198], plain.attention[i]!, `attention of block ${i}`);
  }
  // The test can detect a mistake in one head or block: logits differ by class, and attention is not uniform.
  expect(Math.max(...plain.cls) - Math.min(...plain.cls)).toBeGreaterThan(1);
  expect(Math.max(...plain.attention[11]!)).toBeGreaterThan(2 / 198);
  model.dispose();
});
