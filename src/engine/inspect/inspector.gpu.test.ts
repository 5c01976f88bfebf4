import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { argmax } from '../../experiment/loss/fusion';
import { RandomStream } from '../../experiment/random';
import { openGpu } from '../gpu/device';
import { Deit } from '../models/deit';
import { microExperiment, stripes, stripesTeacher } from '../testing/micro';
import { type AttentionChange, plainDeit } from '../testing/plainDeit';
import { gradientRollout } from './gradientRollout';
import { Inspector, type ModelInspection } from './inspector';

beforeAll(openGpu);

const data = { channels: 3, classes: 4 };
const DIM = microExperiment().dim;
const random = new RandomStream(5, 'inspector.test');
const image = (n: number) => Float32Array.from({ length: 8 * 8 * 3 }, (_, i) => random.normal(n, i));

/** A model with attention far from uniform, in which every path influences the logits. */
function lively(distToken: boolean) {
  const shape = microExperiment({ distToken, depth: 3 });
  const stream = new RandomStream(11, 'lively');
  let counter = 0;
  const model = new Deit(shape, data, 0);
  const values = new Map(
    model.parameters.names.map((name) => {
      const { size } = model.parameters.get(name);
      const isScale = /norm\d?\.weight$/.test(name);
      return [name, Float32Array.from({ length: size }, () => Number(isScale) + 0.35 * stream.normal(0, counter++))];
    }),
  );
  model.parameters.load(values);
  const reference = (picture: Float32Array, change?: AttentionChange) =>
    plainDeit(picture, shape, data, values, change);
  return { model, reference, shape };
}

type Reference = ReturnType<typeof lively>['reference'];

/** Chefer's rollout with whole matrices and gradients from central differences, in float64. */
function referenceRollout(reference: Reference, picture: Float32Array, head: 'cls' | 'dist', target: number): number[] {
  const logit = (layer: number, h: number, i: number, j: number, by: number) =>
    reference(picture, (...at) => (at[0] === layer && at[1] === h && at[2] === i && at[3] === j ? by : 0))[head]![
      target
    ]!;
  const { attention, tokens: states } = reference(picture);
  const tokens = states[0]!.length / DIM;
  let rolled = Array.from({ length: tokens }, (_, i) => Array.from({ length: tokens }, (_, j) => Number(i === j)));
  for (const [layer, probabilities] of attention.entries()) {
    const heads = probabilities.length / tokens ** 2;
    const weighted = rolled.map((row, i) =>
      row.map((_, j) => {
        const shares = Array.from({ length: heads }, (_, h) => {
          const gradient = (logit(layer, h, i, j, 1e-5) - logit(layer, h, i, j, -1e-5)) / 2e-5;
          return Math.max(0, gradient * probabilities[(h * tokens + i) * tokens + j]!);
        });
        return shares.reduce((a, b) => a + b, 0) / heads;
      }),
    );
    const before = rolled;
    rolled = before.map((row, i) =>
      row.map((value, j) => value + before.reduce((sum, other, k) => sum + weighted[i]![k]! * other[j]!, 0)),
    );
  }
  return rolled[head === 'cls' ? 0 : 1]!;
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  expect(actual.length, what).toBe(expected.length);
  const values = Array.from(expected);
  const scale = Math.max(...values.map(Math.abs));
  for (const [i, value] of values.entries())
    expect(Math.abs(actual[i]! - value), `${what}[${i}]`).toBeLessThanOrEqual(1e-5 + 2e-4 * scale);
}

function expectIsReference(
  reading: ModelInspection,
  reference: Reference,
  picture: Float32Array,
  target: number | null,
) {
  const expected = reference(picture);
  expectNear(reading.cls, expected.cls, 'class head');
  expectNear(
    reading.attention,
    expected.attention.flatMap((probabilities) => [...probabilities]),
    'attention',
  );
  const clsTarget = target ?? argmax(reading.cls);
  const cls = referenceRollout(reference, picture, 'cls', clsTarget);
  expectNear(reading.gradientRollout.cls, cls, 'rollout of the class head');
  // Another token must have a share; otherwise the test would be trivial.
  expect(Math.max(...cls.slice(1))).toBeGreaterThan(0.01);
  if (!expected.dist) {
    expect([reading.dist, reading.gradientRollout.dist, reading.cosine]).toEqual([null, null, null]);
    return;
  }
  expectNear(reading.dist!, expected.dist, 'distillation head');
  const dist = referenceRollout(reference, picture, 'dist', target ?? argmax(reading.dist!));
  expectNear(reading.gradientRollout.dist!, dist, 'rollout of the distillation head');
  const cosines = expected.tokens.map((tokens) => {
    const [a, b] = [tokens.subarray(0, DIM), tokens.subarray(DIM, 2 * DIM)];
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  });
  expectNear(reading.cosine!, cosines, 'cosine');
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test.each([
  ['webgpu', true],
  ['cpu', true],
  ['cpu', false],
] as const)(
  'attention, rollout, cosine and logits equal the float64 model on %s, with distillation token: %s',
  async (backend, distToken) => {
    await tf.setBackend(backend);
    const { model, reference } = lively(distToken);
    const inspector = new Inspector(model, null);
    // The second and third inspections are replays with another image and another target.
    for (const [n, target] of [null, 2, null].entries())
      expectIsReference(await inspector.inspect(image(n), target), reference, image(n), target);
    inspector.dispose();
    model.dispose();
    await tf.setBackend('webgpu');
  },
);

test('the rollout of two layers of two tokens equals the result by hand', async () => {
  const layers = [
    { a: [0.5, 0.5, 0.25, 0.75], g: [1, -1, 2, 4] },
    { a: [0.2, 0.8, 1, 0], g: [5, 0.5, 1, 1] },
  ];
  const tensors = (key: 'a' | 'g') => layers.map((layer) => tf.tensor(layer[key], [1, 1, 2, 2]));
  const rows = gradientRollout(tensors('a'), tensors('g'), 1);
  // Ā₁ = [[½, 0], [½, 3]], Ā₂ = [[1, .4], [1, 0]]: (1, 0)(I + Ā₂) = (2, .4), times (I + Ā₁) = (3 + .2, 1.6).
  expectNear(await rows.data(), [3.2, 1.6], 'row');
});

test('logits of many images equal those of single inspections, and always use the current weights', async () => {
  const { model } = lively(true);
  const inspector = new Inspector(model, stripesTeacher({ ...stripes(), classes: ['a', 'b', 'c', 'd'] }));
  const images = Array.from({ length: 19 }, (_, n) => image(n));
  const { cls, dist } = await inspector.logits(images);
  for (const n of [0, 15, 16, 18]) {
    const single = await inspector.inspect(images[n]!, null);
    expectNear(cls.subarray(4 * n, 4 * n + 4), [...single.cls], 'class head');
    expectNear(dist!.subarray(4 * n, 4 * n + 4), [...single.dist!], 'distillation head');
    expect(single.teacher).toHaveLength(4);
  }
  const bias = Float32Array.of(1, 2, 3, 4);
  model.parameters.load(
    new Map(
      await Promise.all(
        model.parameters.names.map(
          async (name) =>
            [name, name === 'head.bias' ? bias : new Float32Array(model.parameters.get(name).size)] as const,
        ),
      ),
    ),
  );
  expect(Array.from((await inspector.inspect(image(0), null)).cls)).toEqual([1, 2, 3, 4]);
  inspector.dispose();
  model.dispose();
});

test('a disposed inspector leaves no tensor', async () => {
  const { model } = lively(true);
  const before = tf.memory().numTensors;
  const inspector = new Inspector(model, null);
  await inspector.inspect(image(0), null);
  await inspector.inspect(image(1), 1);
  await inspector.logits([image(2)]);
  inspector.dispose();
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
