import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEACHER_FAMILIES, type TeacherFamily } from '../../experiment/teachers';
import { openGpu } from '../gpu/device';
import { readTensors } from '../gpu/readback';
import { randomValues } from '../kernels/example';
import { squeezeExciteReference } from '../kernels/squeezeExcite/reference';
import { activationReference } from '../kernels/wgsl/activation';
import { expectClose } from '../testing/compare';
import type { ConvPlan, Layers } from './convNetwork';
import { efficientnetPlan } from './efficientnet';
import { regnetyPlan } from './regnety';
import { resnetPlan } from './resnet';
import type { ConvArchitecture, TeacherNetwork } from './teacherNetwork';
import { architectureOf, teacherMacs, teacherName, teacherNetwork } from './teachers';

beforeAll(openGpu);

function network(
  family: TeacherFamily,
  width: number,
  blocks: number,
  channels: number,
  classes: number,
  size: number,
) {
  return teacherNetwork(architectureOf({ family, width, blocks }, { channels, classes }, size), 5);
}

function imagesOf(...shape: [number, number, number, number]): tf.Tensor {
  return tf.tensor(Array.from(randomValues(shape, shape[1]).data), shape);
}

describe('parameters and multiply–accumulates, counted by hand for width 8, one block a stage, three channels, ten classes', () => {
  const norms = (...channels: number[]) => 2 * channels.reduce((a, b) => a + b);
  const gate = (channels: number, hidden: number) => 2 * channels * hidden + channels + hidden;

  test.each<[TeacherFamily, number, number]>([
    [
      'resnet',
      27 * 8 +
        (2 * 9 * 64 + (9 * 128 + 9 * 256 + 128) + (9 * 512 + 9 * 1024 + 512)) +
        norms(8, 8, 8, 16, 16, 16, 32, 32, 32) +
        330,
      256 * (27 * 8 + 2 * 9 * 64) + 64 * (9 * 128 + 9 * 256 + 128) + 16 * (9 * 512 + 9 * 1024 + 512) + 320,
    ],
    [
      'regnety',
      27 * 8 +
        (64 + 9 * 8 * 8 + gate(8, 2) + 64) +
        (128 + 128 + 9 * 8 * 16 + gate(16, 2) + 256) +
        (512 + 512 + 9 * 8 * 32 + gate(32, 4) + 1024) +
        norms(8, 8, 8, 8, 16, 16, 16, 16, 32, 32, 32, 32) +
        330,
      // The first 1×1 of a stage comes before its stride.
      256 * (27 * 8 + 64 + 9 * 8 * 8 + 64) +
        32 +
        (256 * 128 + 64 * (128 + 9 * 8 * 16 + 256)) +
        64 +
        (64 * 512 + 16 * (512 + 9 * 8 * 32 + 1024)) +
        256 +
        320,
    ],
    [
      'efficientnet',
      27 * 8 +
        (9 * 8 + gate(8, 2) + 64) +
        (8 * 32 + 9 * 32 + gate(32, 2) + 32 * 16) +
        (16 * 64 + 25 * 64 + gate(64, 4) + 64 * 32) +
        32 * 64 +
        norms(8, 8, 8, 32, 32, 16, 64, 64, 32, 64) +
        650,
      256 * (27 * 8 + 9 * 8 + 64) +
        32 +
        (256 * 8 * 32 + 64 * (9 * 32 + 32 * 16)) +
        128 +
        (64 * 16 * 64 + 16 * (25 * 64 + 64 * 32)) +
        512 +
        16 * 32 * 64 +
        640,
    ],
    [
      'transformer',
      // Patches of 4 × 4 × 3, 65 positions, width 32, four blocks.
      48 * 32 +
        32 +
        32 +
        65 * 32 +
        4 * (4 * 32 + (32 * 96 + 96) + (32 * 32 + 32) + (32 * 128 + 128) + (128 * 32 + 32)) +
        64 +
        330,
      64 * 48 * 32 + 4 * (2 * 5 * 65 * 32 + 65 * 32 * (96 + 32 + 256) + 2 * 65 * 65 * 32) + 5 * 65 * 32 + 320,
    ],
  ])('%s', (family, parameters, macs) => {
    const model = network(family, 8, 1, 3, 10, 32);
    expect(model.parameters.count).toBe(parameters);
    expect(teacherMacs(model.architecture, 32)).toBe(macs);
    model.dispose();
  });
});

test('names describe a teacher', () => {
  const names = TEACHER_FAMILIES.map((family) =>
    teacherName(
      architectureOf({ family, width: 16, blocks: family === 'regnety' ? 2 : 1 }, { channels: 3, classes: 10 }, 32),
    ),
  );
  expect(names).toEqual([
    'ResNet, width 16, 1 block a stage',
    'RegNetY, width 16, 2 blocks a stage',
    'EfficientNet-like, width 16, 1 block a stage',
    'DeiT without distillation token, width 64, 4 blocks',
  ]);
});

test.each<[TeacherFamily, (architecture: ConvArchitecture) => ConvPlan]>([
  ['resnet', resnetPlan],
  ['regnety', regnetyPlan],
  ['efficientnet', efficientnetPlan],
])('%s folded for inference gives what the norms with running statistics give', async (family, plan) => {
  const model = network(family, 8, 2, 1, 5, 11);
  const images = imagesOf(4, 11, 11, 1);
  for (let step = 0; step < 5; step++) tf.dispose(tf.tidy(() => model.forwardTrain(images)));
  const frozen = model.frozen();
  const plain = plainLogits(model, plan(model.architecture as ConvArchitecture), images);
  const [copied, own, expected] = await readTensors([frozen.logits(images), model.logits(images), plain]);
  expectClose({ shape: [20], data: copied! }, { shape: [20], data: expected! }, { rtol: 1e-4 });
  expect(own).toEqual(copied);
  frozen.dispose();
  model.dispose();
});

test.each(TEACHER_FAMILIES)(
  '%s: what was frozen does not change with later training, and everything is given back',
  async (family) => {
    const tensors = tf.memory().numTensors;
    const model = network(family, 4, 1, 1, 3, 14);
    const images = imagesOf(2, 14, 14, 1);
    const frozen = model.frozen();
    const before = frozen.logits(images);
    const own = model.logits(images);
    const head = model.parameters.get(model.parameters.names.at(-1)!);
    tf.tidy(() => head.assign(tf.add(head, 1)));
    const after = frozen.logits(images);
    const moved = model.logits(images);
    const [a, b, c, d] = await readTensors([before, own, after, moved]);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect(d![0]).toBeCloseTo(a![0]! + 1, 4);
    frozen.dispose();
    model.dispose();
    tf.dispose([images, before, own, after, moved]);
    expect(tf.memory().numTensors).toBe(tensors);
  },
);

test.each(TEACHER_FAMILIES)('%s: gradients of the whole network match tfjs on the CPU', async (family) => {
  const images = randomValues([3, 8, 8, 3], 8);
  const run = async () => {
    const model = network(family, 4, 1, 3, 3, 8);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.square(model.forwardTrain(tf.tensor(Array.from(images.data), images.shape)))) as tf.Scalar,
    );
    const names = model.parameters.trainable.map(({ name }) => name);
    const read = await readTensors(names.map((name) => grads[model.parameters.get(name).name]!));
    tf.dispose(grads);
    model.dispose();
    return { names, read };
  };
  const fused = await run();
  await tf.setBackend('cpu');
  const plain = await run().finally(() => tf.setBackend('webgpu'));
  for (const [i, what] of fused.names.entries()) {
    expectClose(
      { shape: [], data: fused.read[i]! },
      { shape: [], data: plain.read[i]! },
      { atol: 1e-4, rtol: 2e-3, what },
    );
  }
});

test('the residual network, written out layer by layer, is the same network', async () => {
  const model = network('resnet', 4, 2, 1, 5, 19);
  const images = imagesOf(2, 19, 19, 1);
  const layers = plainLayers(model);
  const unit = (x: tf.Tensor, conv: string, norm: string, stride: number) =>
    layers.unit({ conv, norm, stride, size: 0, cin: 0, cout: 0, groups: 1 }, x);
  let x: tf.Tensor = tf.relu(unit(images, 'conv1', 'bn1', 2));
  for (let stage = 1; stage <= 3; stage++) {
    for (let block = 0; block < 2; block++) {
      const name = `layer${stage}.${block}`;
      const opens = stage > 1 && block === 0;
      const inner = tf.relu(unit(x, `${name}.conv1`, `${name}.bn1`, opens ? 2 : 1));
      const shortcut = opens ? unit(x, `${name}.downsample.0`, `${name}.downsample.1`, 2) : x;
      x = tf.relu(tf.add(unit(inner, `${name}.conv2`, `${name}.bn2`, 1), shortcut));
    }
  }
  const [actual, expected] = await readTensors([model.logits(images), headOf(model, 'fc', x)]);
  expectClose({ shape: [10], data: actual! }, { shape: [10], data: expected! });
  model.dispose();
});

/** The layers in eval mode, in tfjs's own operations. */
function plainLayers({ parameters }: TeacherNetwork): Layers<tf.Tensor> {
  const p = (name: string) => parameters.get(name);
  return {
    unit: ({ conv, norm, stride, groups }, x, { residual, activation } = {}) => {
      const filters = tf.split(p(`${conv}.weight`), groups, 3);
      const parts = tf.split(x, groups, 3);
      const convolved = tf.concat(
        parts.map((part, g) => tf.conv2d(part as tf.Tensor4D, filters[g] as tf.Tensor4D, stride, 'same')),
        3,
      );
      const normed = tf.batchNorm(
        convolved as tf.Tensor4D,
        p(`${norm}.running_mean`) as tf.Tensor1D,
        p(`${norm}.running_var`) as tf.Tensor1D,
        p(`${norm}.bias`) as tf.Tensor1D,
        p(`${norm}.weight`) as tf.Tensor1D,
        1e-5,
      );
      return activationReference(activation, residual ? tf.add(normed, residual) : normed);
    },
    gate: ({ reduce, expand, activation }, x) => {
      const weights = {
        weight1: p(`${reduce}.weight`),
        bias1: p(`${reduce}.bias`),
        weight2: p(`${expand}.weight`),
        bias2: p(`${expand}.bias`),
      };
      return squeezeExciteReference(x, weights, activation);
    },
  };
}

function plainLogits(model: TeacherNetwork, plan: ConvPlan, images: tf.Tensor): tf.Tensor {
  return headOf(model, plan.head, plan.walk(plainLayers(model), images));
}

function headOf({ parameters }: TeacherNetwork, head: string, x: tf.Tensor): tf.Tensor {
  const pooled = tf.mean(x, [1, 2]) as tf.Tensor2D;
  const weight = parameters.get(`${head}.weight`) as tf.Tensor2D;
  return tf.add(tf.matMul(pooled, weight, false, true), parameters.get(`${head}.bias`));
}
