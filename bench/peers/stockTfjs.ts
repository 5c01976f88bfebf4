import * as tf from '@tensorflow/tfjs-core';
import { LAYER_NORM_EPSILON } from '../../src/engine/kernels/layerNorm/reference';
import { BETA1, BETA2, decayed, type Given, oneHot, type Peer, transposed } from './peer';

/** Registers tfjs's own backend under another name with the same kernels. Call it before our backend is opened. */
export async function registerStock(): Promise<void> {
  tf.registerBackend('stock', tf.findBackendFactory('webgpu'), 1);
  tf.copyRegisteredKernels('webgpu', 'stock');
  await tf.setBackend('stock');
}

/**
 * The step in tfjs's own operations, as someone who knows tfjs would write it: constants stay on the GPU, matrices have the layout
 * that products read, biases are added in fused products, gradients come from `variableGrads`, the optimiser is tfjs's Adam with
 * decoupled decay, and only the loss is read back.
 */
export class StockTfjs implements Peer {
  readonly #given: Given;
  readonly #variables = new Map<string, tf.Variable>();
  readonly #images: tf.Tensor;
  readonly #labels: tf.Tensor;
  readonly #teacher: tf.Tensor2D;
  readonly #optimizer: tf.Optimizer;
  #loss: tf.Scalar | null = null;

  constructor(given: Given) {
    tf.setBackend('stock');
    const { config, channels, classes, images, labels } = given;
    this.#given = given;
    for (const [name, { values, shape }] of transposed(given)) this.#variables.set(name, variableOf(values, shape));
    this.#images = tf.tensor(images, [config.batchSize, config.imageSize, config.imageSize, channels]);
    this.#labels = tf.tensor2d(oneHot(labels, classes), [config.batchSize, classes]);
    this.#teacher = tf.tensor2d(given.teacherLogits.slice(), [config.batchSize, classes]);
    this.#optimizer = tf.train.adam(config.learningRate, BETA1, BETA2);
  }

  step(): void {
    tf.setBackend('stock');
    this.#loss?.dispose();
    const { learningRate, weightDecay } = this.#given.config;
    const { value, grads } = tf.variableGrads(() => this.#objective());
    tf.tidy(() => {
      for (const [name, variable] of this.#variables) {
        if (decayed(name)) variable.assign(tf.mul(variable, 1 - learningRate * weightDecay));
      }
    });
    this.#optimizer.applyGradients(grads);
    tf.dispose(grads);
    this.#loss = value;
  }

  async loss(): Promise<number> {
    return (await this.#loss!.data())[0]!;
  }

  dispose(): void {
    tf.setBackend('stock');
    tf.dispose([this.#images, this.#labels, this.#teacher, ...this.#variables.values()]);
    this.#loss?.dispose();
    this.#optimizer.dispose();
  }

  #objective(): tf.Scalar {
    const { config } = this.#given;
    const [cls, dist] = this.#forward();
    const target = tf.oneHot(tf.argMax(this.#teacher, -1) as tf.Tensor1D, this.#given.classes);
    const label = tf.neg(tf.div(tf.sum(tf.mul(this.#labels, tf.logSoftmax(cls))), config.batchSize));
    const teacher = tf.neg(tf.div(tf.sum(tf.mul(target, tf.logSoftmax(dist))), config.batchSize));
    return tf.add(tf.mul(label, 1 - config.lambda), tf.mul(teacher, config.lambda)) as tf.Scalar;
  }

  #forward(): [tf.Tensor2D, tf.Tensor2D] {
    const { config, channels } = this.#given;
    const { batchSize: batch, imageSize, patchSize: patch, dim, depth } = config;
    const grid = imageSize / patch;
    const split = tf.reshape(this.#images, [batch, grid, patch, grid, patch, channels]);
    const rows = tf.reshape(tf.transpose(split, [0, 1, 3, 5, 2, 4]), [batch * grid * grid, channels * patch * patch]);
    const patches = tf.reshape(this.#linear(rows, 'patch_embed.proj'), [batch, grid * grid, dim]);
    const prefix = ['cls_token', 'dist_token'].map((name) => tf.tile(this.#get(name), [batch, 1, 1]));
    let x: tf.Tensor = tf.add(tf.concat([...prefix, patches], 1), this.#get('pos_embed'));
    for (let i = 0; i < depth; i++) x = this.#block(x, `blocks.${i}`);
    const heads = this.#norm(tf.slice(x, [0, 0, 0], [batch, 2, dim]), 'norm');
    return (['head', 'head_dist'] as const).map((name, h) =>
      this.#linear(tf.reshape(tf.slice(heads, [0, h, 0], [batch, 1, dim]), [batch, dim]), name),
    ) as [tf.Tensor2D, tf.Tensor2D];
  }

  #block(x: tf.Tensor, name: string): tf.Tensor {
    const { batchSize: batch, dim, heads } = this.#given.config;
    const tokens = x.shape[1]!;
    const flat = (y: tf.Tensor) => tf.reshape(y, [batch * tokens, -1]);
    const qkv = tf.reshape(this.#linear(flat(this.#norm(x, `${name}.norm1`)), `${name}.attn.qkv`), [
      batch,
      tokens,
      3,
      heads,
      dim / heads,
    ]);
    const [q, k, v] = tf.unstack(tf.transpose(qkv, [2, 0, 3, 1, 4]), 0) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const attention = tf.softmax(tf.mul(tf.matMul(q, k, false, true), (dim / heads) ** -0.5));
    const mixed = flat(tf.transpose(tf.matMul(attention, v), [0, 2, 1, 3]));
    const attended = tf.add(x, tf.reshape(this.#linear(mixed, `${name}.attn.proj`), x.shape));
    const hidden = this.#linear(flat(this.#norm(attended, `${name}.norm2`)), `${name}.mlp.fc1`);
    const active = tf.mul(tf.mul(hidden, 0.5), tf.add(tf.erf(tf.mul(hidden, Math.SQRT1_2)), 1));
    return tf.add(attended, tf.reshape(this.#linear(active, `${name}.mlp.fc2`), x.shape));
  }

  /** x [rows, in] → [rows, out] */
  #linear(x: tf.Tensor, name: string): tf.Tensor {
    return tf.fused.matMul({
      a: x as tf.Tensor2D,
      b: this.#get(`${name}.weight`) as tf.Tensor2D,
      bias: this.#get(`${name}.bias`),
    });
  }

  #norm(x: tf.Tensor, name: string): tf.Tensor {
    const { mean, variance } = tf.moments(x, -1, true);
    const normed = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)));
    return tf.add(tf.mul(normed, this.#get(`${name}.weight`)), this.#get(`${name}.bias`));
  }

  #get(name: string): tf.Tensor {
    return this.#variables.get(name)!;
  }
}

function variableOf(values: Float32Array, shape: number[]): tf.Variable {
  const initial = tf.tensor(values, shape);
  const variable = tf.variable(initial);
  initial.dispose();
  return variable;
}
