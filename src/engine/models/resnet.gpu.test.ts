import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { expectClose, randomValues } from '../testing/compare';
import { Resnet, resnetMacs } from './resnet';

beforeAll(openGpu);

test('parameters and multiply–accumulates, counted by hand', () => {
  const model = new Resnet({ width: 8, blocks: 1, channels: 3, classes: 10 }, 1);
  const convolutions = 27 * 8 + 2 * 9 * 64 + (9 * 128 + 9 * 256 + 128) + (9 * 512 + 9 * 1024 + 512);
  const norms = 2 * (8 + 2 * 8 + 3 * 16 + 3 * 32);
  expect(model.parameters.count).toBe(convolutions + norms + 32 * 10 + 10);
  expect(resnetMacs(model.shape, 32)).toBe(
    256 * (27 * 8 + 2 * 9 * 64) + 64 * (9 * 128 + 9 * 256 + 128) + 16 * (9 * 512 + 9 * 1024 + 512) + 320,
  );
  model.dispose();
});

test('folded for inference it gives what the norms with running statistics give, at any size', async () => {
  const model = new Resnet({ width: 8, blocks: 2, channels: 1, classes: 5 }, 3);
  const images = (size: number) =>
    tf.tensor(Array.from(randomValues([4, size, size, 1], size).data), [4, size, size, 1]);
  for (let step = 0; step < 30; step++) tf.dispose(tf.tidy(() => model.forwardTrain(images(19))));
  for (const size of [28, 19]) {
    const folded = model.fold();
    const [actual, expected] = await readTensors([folded.logits(images(size)), plainLogits(model, images(size))]);
    expectClose({ shape: [20], data: actual! }, { shape: [20], data: expected! }, { rtol: 1e-4 });
    folded.dispose();
  }
  model.dispose();
});

test('gradients of the whole network match tfjs on the CPU', async () => {
  const shape = { width: 4, blocks: 1, channels: 3, classes: 3 };
  const images = randomValues([3, 9, 9, 3], 8);
  const names = ['conv1.weight', 'layer2.0.downsample.0.weight', 'layer3.0.bn2.weight', 'fc.weight'];
  const run = async () => {
    const model = new Resnet(shape, 5);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.square(model.forwardTrain(tf.tensor(Array.from(images.data), images.shape)))) as tf.Scalar,
    );
    const read = await readTensors(names.map((name) => grads[model.parameters.get(name).name]!));
    model.dispose();
    return read;
  };
  const fused = await run();
  await tf.setBackend('cpu');
  const plain = await run().finally(() => tf.setBackend('webgpu'));
  for (const [i, what] of names.entries()) {
    expectClose({ shape: [], data: fused[i]! }, { shape: [], data: plain[i]! }, { rtol: 1e-3, what });
  }
});

/** The network in eval mode, unit by unit in tfjs's own operations. */
function plainLogits({ parameters, shape }: Resnet, images: tf.Tensor): tf.Tensor {
  const unit = (x: tf.Tensor, conv: string, norm: string, stride: number) =>
    tf.batchNorm(
      tf.conv2d(x as tf.Tensor4D, parameters.get(`${conv}.weight`) as tf.Tensor4D, stride, 'same'),
      parameters.get(`${norm}.running_mean`) as tf.Tensor1D,
      parameters.get(`${norm}.running_var`) as tf.Tensor1D,
      parameters.get(`${norm}.bias`) as tf.Tensor1D,
      parameters.get(`${norm}.weight`) as tf.Tensor1D,
      1e-5,
    );
  let x: tf.Tensor = tf.relu(unit(images, 'conv1', 'bn1', 2));
  for (let stage = 1; stage <= 3; stage++) {
    for (let block = 0; block < shape.blocks; block++) {
      const name = `layer${stage}.${block}`;
      const opens = stage > 1 && block === 0;
      const inner = tf.relu(unit(x, `${name}.conv1`, `${name}.bn1`, opens ? 2 : 1));
      const shortcut = opens ? unit(x, `${name}.downsample.0`, `${name}.downsample.1`, 2) : x;
      x = tf.relu(tf.add(unit(inner, `${name}.conv2`, `${name}.bn2`, 1), shortcut));
    }
  }
  const pooled = tf.mean(x, [1, 2]) as tf.Tensor2D;
  return tf.add(tf.matMul(pooled, parameters.get('fc.weight') as tf.Tensor2D, false, true), parameters.get('fc.bias'));
}
