import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '../../experiment/random';
import { batchNormTrain, foldBatchNorm, type RunningStatistics } from '../kernels/batchNorm';
import { conv2d, conv2dInference } from '../kernels/conv2d';
import { globalMeanPool } from '../kernels/globalMeanPool';
import { linear } from '../kernels/linear';
import { squeezeExcite } from '../kernels/squeezeExcite';
import type { Activation } from '../kernels/wgsl/activation';
import { Parameters } from './parameters';
import type { ConvArchitecture, FrozenNetwork, TeacherNetwork } from './teacherNetwork';

/** A convolution without bias, followed by a norm. */
export interface Unit {
  conv: string;
  norm: string;
  size: number;
  stride: number;
  cin: number;
  cout: number;
  groups: number;
}

/** Squeeze-and-excitation: two small layers from the mean over the picture to a gate for each channel. */
export interface Gate {
  /** Names of the layers, channels → hidden → channels. */
  reduce: string;
  expand: string;
  channels: number;
  hidden: number;
  activation: Activation;
}

/** A visitor for the layers of a network, in their order; T is the value passed from layer to layer. */
export interface Layers<T> {
  /** act(norm(conv(x)) + residual) */
  unit(unit: Unit, x: T, options?: { residual?: T; activation?: Activation }): T;
  gate(gate: Gate, x: T): T;
}

/**
 * A convolutional classifier as one walk over its layers, up to the mean over the picture and the linear head. Parameter
 * creation, training, inference with folded norms and cost counting all use this walk, so that they cannot disagree.
 */
export interface ConvPlan {
  walk<T>(layers: Layers<T>, images: T): T;
  /** Channels at the end of the walk. */
  features: number;
  /** Name of the head. */
  head: string;
  classes: number;
}

/** Multiply–accumulates of one forward pass of one image of `size` × `size` pixels: convolutions, gates' layers, head. */
export function convMacs(plan: ConvPlan, size: number): number {
  let total = plan.features * plan.classes;
  plan.walk<number>(
    {
      unit: (unit, side) => {
        const out = Math.ceil(side / unit.stride);
        total += out * out * unit.size * unit.size * (unit.cin / unit.groups) * unit.cout;
        return out;
      },
      gate: ({ channels, hidden }, side) => {
        total += 2 * channels * hidden;
        return side;
      },
    },
    size,
  );
  return total;
}

/** The network of a plan, in training. Filters are [k, k, in / groups, out], layers [out, in]. */
export class ConvNetwork implements TeacherNetwork {
  readonly architecture: ConvArchitecture;
  readonly parameters = new Parameters();
  readonly #plan: ConvPlan;

  /** Same seed, same initial weights: He's normal by fan-out for filters, PyTorch's uniform for layers. */
  constructor(architecture: ConvArchitecture, plan: ConvPlan, seed: number) {
    this.architecture = architecture;
    this.#plan = plan;
    plan.walk<null>(
      {
        unit: (unit) => {
          this.#defineUnit(unit, seed);
          return null;
        },
        gate: ({ reduce, expand, channels, hidden }) => {
          this.#defineLayer(reduce, channels, hidden, seed);
          this.#defineLayer(expand, hidden, channels, seed);
          return null;
        },
      },
      null,
    );
    this.#defineLayer(plan.head, plan.features, plan.classes, seed);
  }

  forwardTrain(images: tf.Tensor): tf.Tensor {
    const p = (name: string) => this.parameters.get(name);
    const layers: Layers<tf.Tensor> = {
      unit: ({ conv, norm, stride }, x, options) =>
        batchNormTrain(
          conv2d(x, p(`${conv}.weight`), stride, x === images),
          p(`${norm}.weight`),
          p(`${norm}.bias`),
          this.#running(norm),
          options,
        ),
      gate: (gate, x) => gated(gate, x, p),
    };
    return this.#head(this.#plan.walk(layers, images), p);
  }

  logits(images: tf.Tensor): tf.Tensor {
    return tf.tidy(() =>
      this.#infer(
        images,
        this.#weights((variable) => variable),
      ),
    );
  }

  /** Every norm is folded into its convolution. */
  frozen(): FrozenNetwork {
    const weights = this.#weights((variable) => tf.add(variable, 0));
    return {
      logits: (images) => tf.tidy(() => this.#infer(images, weights)),
      dispose: () => tf.dispose([...weights.values()]),
    };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #infer(images: tf.Tensor, weights: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
    const w = (name: string) => weights.get(name)!;
    const layers: Layers<tf.Tensor> = {
      unit: ({ conv, stride }, x, options) =>
        conv2dInference(x, w(`${conv}.weight`), stride, { bias: w(`${conv}.bias`), ...options }),
      gate: (gate, x) => gated(gate, x, w),
    };
    return this.#head(this.#plan.walk(layers, images), w);
  }

  /** Weights for inference by name: folded filters with their biases, and the layers' own as `take` gives them. */
  #weights(take: (variable: tf.Variable) => tf.Tensor): Map<string, tf.Tensor> {
    const p = (name: string) => this.parameters.get(name);
    const weights = new Map<string, tf.Tensor>();
    const layer = (name: string) => {
      for (const part of ['weight', 'bias']) weights.set(`${name}.${part}`, take(p(`${name}.${part}`)));
    };
    this.#plan.walk<null>(
      {
        unit: ({ conv, norm }) => {
          const [gamma, beta] = [p(`${norm}.weight`), p(`${norm}.bias`)];
          const { filter, bias } = foldBatchNorm(p(`${conv}.weight`), gamma, beta, this.#running(norm));
          weights.set(`${conv}.weight`, filter).set(`${conv}.bias`, bias);
          return null;
        },
        gate: ({ reduce, expand }) => {
          layer(reduce);
          layer(expand);
          return null;
        },
      },
      null,
    );
    layer(this.#plan.head);
    return weights;
  }

  #head(x: tf.Tensor, weight: (name: string) => tf.Tensor): tf.Tensor {
    const { head } = this.#plan;
    return linear(globalMeanPool(x), weight(`${head}.weight`), weight(`${head}.bias`));
  }

  #running(norm: string): RunningStatistics {
    return {
      mean: this.parameters.get(`${norm}.running_mean`),
      variance: this.parameters.get(`${norm}.running_var`),
    };
  }

  #defineUnit({ conv, norm, size, cin, cout, groups }: Unit, seed: number): void {
    const deviation = Math.sqrt(2 / (size * size * (cout / groups)));
    const random = new RandomStream(seed, `init/${conv}.weight`);
    const { parameters } = this;
    parameters.define(`${conv}.weight`, [size, size, cin / groups, cout], (i) => deviation * random.normal(0, i));
    parameters.define(`${norm}.weight`, [cout], () => 1);
    parameters.define(`${norm}.bias`, [cout], () => 0);
    parameters.define(`${norm}.running_mean`, [cout], () => 0, false);
    parameters.define(`${norm}.running_var`, [cout], () => 1, false);
  }

  #defineLayer(layer: string, inputs: number, outputs: number, seed: number): void {
    for (const [name, shape] of [
      [`${layer}.weight`, [outputs, inputs]],
      [`${layer}.bias`, [outputs]],
    ] as [string, number[]][]) {
      const random = new RandomStream(seed, `init/${name}`);
      this.parameters.define(name, shape, (i) => (2 * random.uniform(0, i) - 1) / Math.sqrt(inputs));
    }
  }
}

function gated({ reduce, expand, activation }: Gate, x: tf.Tensor, weight: (name: string) => tf.Tensor): tf.Tensor {
  const weights = {
    weight1: weight(`${reduce}.weight`),
    bias1: weight(`${reduce}.bias`),
    weight2: weight(`${expand}.weight`),
    bias2: weight(`${expand}.bias`),
  };
  return squeezeExcite(x, weights, activation);
}
