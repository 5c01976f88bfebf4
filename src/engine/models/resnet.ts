import * as tf from '@tensorflow/tfjs-core';
import { batchNormTrain, foldBatchNorm, type RunningStatistics } from '../kernels/batchNorm';
import { conv2d, conv2dInference } from '../kernels/conv2d';
import { linear } from '../kernels/linear';
import { globalMeanPool } from '../kernels/pool';
import { RandomStream } from '../random';
import { Parameters } from './parameters';

export interface ResnetShape {
  /** Channels of the stem and the first stage; the second has twice, the third four times as many. */
  width: number;
  /** Residual blocks of each of the three stages. */
  blocks: number;
  channels: number;
  classes: number;
}

/** A convolution and its norm. */
interface Unit {
  conv: string;
  norm: string;
  size: number;
  stride: number;
  cin: number;
  cout: number;
}

interface Block {
  first: Unit;
  second: Unit;
  /** Brings the block's input to the size of its output where they differ. */
  shortcut: Unit | null;
}

const STAGES = 3;

function stemOf({ channels, width }: ResnetShape): Unit {
  return { conv: 'conv1', norm: 'bn1', size: 3, stride: 2, cin: channels, cout: width };
}

function blocksOf({ width, blocks }: ResnetShape): Block[] {
  return Array.from({ length: STAGES * blocks }, (_, i) => {
    const stage = Math.floor(i / blocks);
    const name = `layer${stage + 1}.${i % blocks}`;
    const cout = width * 2 ** stage;
    const opens = stage > 0 && i % blocks === 0;
    const cin = opens ? cout / 2 : cout;
    const stride = opens ? 2 : 1;
    return {
      first: { conv: `${name}.conv1`, norm: `${name}.bn1`, size: 3, stride, cin, cout },
      second: { conv: `${name}.conv2`, norm: `${name}.bn2`, size: 3, stride: 1, cin: cout, cout },
      shortcut: opens
        ? { conv: `${name}.downsample.0`, norm: `${name}.downsample.1`, size: 1, stride, cin, cout }
        : null,
    };
  });
}

function unitsOf(shape: ResnetShape): Unit[] {
  const units = blocksOf(shape).flatMap(({ first, second, shortcut }) => [
    first,
    second,
    ...(shortcut ? [shortcut] : []),
  ]);
  return [stemOf(shape), ...units];
}

/** Applies a unit: act(norm(conv(x)) + residual). */
type Apply = (unit: Unit, x: tf.Tensor, options: { residual?: tf.Tensor; activation?: 'relu' }) => tf.Tensor;

/** Everything before the head. images [B, S, S, channels] → features [B, 4·width]. */
function features(shape: ResnetShape, images: tf.Tensor, apply: Apply): tf.Tensor {
  let x = apply(stemOf(shape), images, { activation: 'relu' });
  for (const { first, second, shortcut } of blocksOf(shape)) {
    const residual = shortcut ? apply(shortcut, x, {}) : x;
    const inner = apply(first, x, { activation: 'relu' });
    x = apply(second, inner, { residual, activation: 'relu' });
  }
  return globalMeanPool(x);
}

/** Multiply–accumulates of one forward pass of one image of `size` × `size` pixels. */
export function resnetMacs(shape: ResnetShape, size: number): number {
  const half = (side: number) => Math.ceil(side / 2);
  const macs = (unit: Unit, side: number) => side * side * unit.size * unit.size * unit.cin * unit.cout;
  let side = half(size);
  let total = macs(stemOf(shape), side);
  for (const { first, second, shortcut } of blocksOf(shape)) {
    if (first.stride === 2) side = half(side);
    total += macs(first, side) + macs(second, side) + (shortcut ? macs(shortcut, side) : 0);
  }
  return total + 4 * shape.width * shape.classes;
}

/**
 * A small residual network for small pictures (He et al. 2016, basic blocks): 3×3 stem with stride 2, three stages of width
 * w, 2w and 4w, mean over the picture, linear head. Names are torchvision's; filters are [k, k, in, out].
 */
export class Resnet {
  readonly parameters = new Parameters();
  readonly shape: ResnetShape;

  /** Same seed, same initial weights (He's normal by fan-out, as in torchvision). */
  constructor(shape: ResnetShape, seed: number) {
    this.shape = shape;
    for (const unit of unitsOf(shape)) this.#define(unit, seed);
    const inputs = 4 * shape.width;
    const uniform = (name: string, dims: number[]) => {
      const random = new RandomStream(seed, `init/${name}`);
      this.parameters.define(name, dims, (i) => (2 * random.uniform(0, i) - 1) / Math.sqrt(inputs));
    };
    uniform('fc.weight', [shape.classes, inputs]);
    uniform('fc.bias', [shape.classes]);
  }

  /**
   * Logits with the norms' statistics taken from this batch, which also moves their running ones.
   * images [B, S, S, channels] → [B, classes].
   */
  forwardTrain(images: tf.Tensor): tf.Tensor {
    const apply: Apply = ({ conv, norm, stride }, x, options) =>
      batchNormTrain(
        conv2d(x, this.parameters.get(`${conv}.weight`), stride, x === images),
        this.parameters.get(`${norm}.weight`),
        this.parameters.get(`${norm}.bias`),
        this.#running(norm),
        options,
      );
    return this.#head(features(this.shape, images, apply));
  }

  /** The network as it is now for inference, with every norm folded into its convolution. Independent of later training. */
  fold(): FoldedResnet {
    const { shape, parameters } = this;
    const units = new Map(
      unitsOf(shape).map(({ conv, norm }) => {
        const gamma = parameters.get(`${norm}.weight`);
        const beta = parameters.get(`${norm}.bias`);
        return [conv, foldBatchNorm(parameters.get(`${conv}.weight`), gamma, beta, this.#running(norm))];
      }),
    );
    const copy = (name: string) => tf.add(parameters.get(name), 0);
    return new FoldedResnet(shape, parameters.count, units, copy('fc.weight'), copy('fc.bias'));
  }

  dispose(): void {
    this.parameters.dispose();
  }

  #define({ conv, norm, size, cin, cout }: Unit, seed: number): void {
    const deviation = Math.sqrt(2 / (size * size * cout));
    const random = new RandomStream(seed, `init/${conv}.weight`);
    const { parameters } = this;
    parameters.define(`${conv}.weight`, [size, size, cin, cout], (i) => deviation * random.normal(0, i));
    parameters.define(`${norm}.weight`, [cout], () => 1);
    parameters.define(`${norm}.bias`, [cout], () => 0);
    parameters.define(`${norm}.running_mean`, [cout], () => 0, false);
    parameters.define(`${norm}.running_var`, [cout], () => 1, false);
  }

  #running(norm: string): RunningStatistics {
    return {
      mean: this.parameters.get(`${norm}.running_mean`),
      variance: this.parameters.get(`${norm}.running_var`),
    };
  }

  #head(x: tf.Tensor): tf.Tensor {
    return linear(x, this.parameters.get('fc.weight'), this.parameters.get('fc.bias'));
  }
}

/** A trained residual network in eval mode. It has no gradient. */
export class FoldedResnet {
  readonly shape: ResnetShape;
  /** Trainable parameters of the network that was folded. */
  readonly parameters: number;
  readonly #units: ReadonlyMap<string, { filter: tf.Tensor; bias: tf.Tensor }>;
  readonly #weight: tf.Tensor;
  readonly #bias: tf.Tensor;

  constructor(
    shape: ResnetShape,
    parameters: number,
    units: ReadonlyMap<string, { filter: tf.Tensor; bias: tf.Tensor }>,
    weight: tf.Tensor,
    bias: tf.Tensor,
  ) {
    this.shape = shape;
    this.parameters = parameters;
    this.#units = units;
    this.#weight = weight;
    this.#bias = bias;
  }

  /** images [B, S, S, channels], normalised → logits [B, classes] */
  logits(images: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const x = features(this.shape, images, ({ conv, stride }, x, options) => {
        const { filter, bias } = this.#units.get(conv)!;
        return conv2dInference(x, filter, stride, { bias, ...options });
      });
      return linear(x, this.#weight, this.#bias);
    });
  }

  dispose(): void {
    tf.dispose([...this.#units.values()].flatMap(({ filter, bias }) => [filter, bias]));
    tf.dispose([this.#weight, this.#bias]);
  }
}
