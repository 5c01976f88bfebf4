import * as tf from '@tensorflow/tfjs-core';
import type { ConvPlan, Layers } from '../src/engine/models/convNetwork';
import { RandomStream } from '../src/experiment/random';

/** The values of PyTorch and of our own batch norm. */
const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * A convolutional teacher in tfjs's own operations with tfjs's optimiser, as someone who knows tfjs would write it: images and
 * labels are on the GPU, batch norm uses `tf.moments` and `tf.batchNorm`, and a step is one `minimize`.
 */
export class StockNetwork {
  readonly #plan: ConvPlan;
  readonly #variables = new Map<string, tf.Variable>();
  readonly #optimizer: tf.Optimizer;

  /** Variables belong to the current backend. */
  constructor(plan: ConvPlan, learningRate: number) {
    this.#plan = plan;
    this.#optimizer = tf.train.adam(learningRate);
    plan.walk<null>(
      {
        unit: ({ conv, norm, size, cin, cout }) => {
          this.#define(conv, normal(conv, [size, size, cin, cout], Math.sqrt(2 / (size * size * cout))));
          this.#define(`${norm}.gamma`, tf.ones([cout]));
          this.#define(`${norm}.beta`, tf.zeros([cout]));
          this.#define(`${norm}.mean`, tf.zeros([cout]), false);
          this.#define(`${norm}.variance`, tf.ones([cout]), false);
          return null;
        },
        gate: () => unknownLayer(),
      },
      null,
    );
    this.#define('weight', normal('weight', [plan.features, plan.classes], 1 / Math.sqrt(plan.features)));
    this.#define('bias', tf.zeros([plan.classes]));
  }

  /** One step. images [B, S, S, C], labels one-hot [B, classes] → the loss, which the caller disposes. */
  step(images: tf.Tensor4D, labels: tf.Tensor2D): tf.Scalar {
    const trained = [...this.#variables.values()].filter(({ trainable }) => trainable);
    return this.#optimizer.minimize(
      () => {
        const features = tf.mean(this.#plan.walk(this.#layers, images), [1, 2]) as tf.Tensor2D;
        const logits = tf.add(tf.matMul(features, this.#get<tf.Tensor2D>('weight')), this.#get('bias'));
        return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
      },
      true,
      trained,
    )!;
  }

  readonly #layers: Layers<tf.Tensor> = {
    unit: ({ conv, norm, stride, groups }, x, { residual, activation } = {}) => {
      if (groups > 1) return unknownLayer();
      const y = tf.conv2d(x as tf.Tensor4D, this.#get<tf.Tensor4D>(conv), stride, 'same');
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      this.#move(`${norm}.mean`, mean);
      this.#move(`${norm}.variance`, variance);
      const beta = this.#get<tf.Tensor1D>(`${norm}.beta`);
      const gamma = this.#get<tf.Tensor1D>(`${norm}.gamma`);
      const normed = tf.batchNorm(y, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, EPSILON);
      const sum = residual ? tf.add(normed, residual) : normed;
      return activation ? tf.relu(sum) : sum;
    },
    gate: () => unknownLayer(),
  };

  #move(statistic: string, batch: tf.Tensor): void {
    tf.tidy(() => {
      const running = this.#variables.get(statistic)!;
      running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM)));
    });
  }

  #get<T extends tf.Tensor>(name: string): T {
    return this.#variables.get(name) as tf.Tensor as T;
  }

  #define(name: string, initial: tf.Tensor, trainable = true): void {
    this.#variables.set(name, tf.variable(initial, trainable));
    initial.dispose();
  }
}

/** Normal random numbers from a fixed seed. */
export function normal(name: string, shape: number[], deviation = 1): tf.Tensor {
  const random = new RandomStream(1, name);
  const size = shape.reduce((a, b) => a * b);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => deviation * random.normal(0, i)),
    shape,
  );
}

function unknownLayer(): never {
  throw new Error('Only the ResNet can be written in stock operations: tfjs has no grouped convolution.');
}
