import * as tf from '@tensorflow/tfjs-core';
import { attention, attentionProbabilities } from '../kernels/attention';
import { layerNorm } from '../kernels/layerNorm';
import { linear } from '../kernels/linear';
import { mlp } from '../kernels/mlp';
import { patchEmbed } from '../kernels/patchEmbed';
import { RandomStream } from '../random';
import { type StudentShape, tokenCount } from '../spec/deitShape';
import type { DataShape } from '../spec/experiment';
import { Parameters } from './parameters';

/** Multiplies the output of residual branch i (two a block) by a scale an image, [B, 1, 1]: stochastic depth. */
export type BranchScale = (branch: number) => tf.Tensor;

export interface DeitOptions {
  branchScale?: BranchScale;
  /** Called with each block's attention, [B, H, T, T]: costs an extra kernel a block, for looking only. */
  onAttention?: (block: number, probabilities: tf.Tensor) => void;
  /** Called with each block's output, [B, T, D], before the final norm. */
  onTokens?: (block: number, tokens: tf.Tensor) => void;
}

export interface Heads {
  /** Logits of `head` on the class token, [B, classes]. */
  cls: tf.Tensor;
  /** Logits of `head_dist` on the distillation token; null without it. */
  dist: tf.Tensor | null;
}

/**
 * DeiT (arXiv 2012.12877; `deit/models.py`, timm's VisionTransformer): tokens [class, distillation, patches], pre-norm blocks,
 * final norm, one linear head a prefix token. Without the distillation token it is the plain ViT of the paper's baseline.
 * Parameters have timm's names and PyTorch's layout (out × in).
 */
export class Deit {
  readonly parameters = new Parameters();
  readonly shape: StudentShape;
  readonly data: DataShape;

  /** Same seed, same initial weights, whatever the strategy: each tensor has its own random stream. */
  constructor(shape: StudentShape, data: DataShape, seed: number) {
    this.shape = shape;
    this.data = data;
    const { dim, depth, patchSize } = shape;
    const hidden = dim * shape.mlpRatio;
    const stream = (name: string) => new RandomStream(seed, `init/${name}`);
    const normal = (name: string, dims: number[]) => {
      const random = stream(name);
      this.parameters.define(name, dims, (element) => 0.02 * random.normal(0, element));
    };
    const constant = (name: string, size: number, value: number) => this.parameters.define(name, [size], () => value);
    const dense = (name: string, inputs: number, outputs: number) => {
      normal(`${name}.weight`, [outputs, inputs]);
      constant(`${name}.bias`, outputs, 0);
    };
    const norm = (name: string) => {
      constant(`${name}.weight`, dim, 1);
      constant(`${name}.bias`, dim, 0);
    };

    normal('cls_token', [1, 1, dim]);
    if (shape.distToken) normal('dist_token', [1, 1, dim]);
    normal('pos_embed', [1, tokenCount(shape), dim]);
    const fanIn = data.channels * patchSize ** 2;
    for (const [name, dims] of [
      ['patch_embed.proj.weight', [dim, data.channels, patchSize, patchSize]],
      ['patch_embed.proj.bias', [dim]],
    ] as const) {
      const random = stream(name);
      this.parameters.define(name, [...dims], (element) => (2 * random.uniform(0, element) - 1) / Math.sqrt(fanIn));
    }
    for (let i = 0; i < depth; i++) {
      norm(`blocks.${i}.norm1`);
      dense(`blocks.${i}.attn.qkv`, dim, 3 * dim);
      dense(`blocks.${i}.attn.proj`, dim, dim);
      norm(`blocks.${i}.norm2`);
      dense(`blocks.${i}.mlp.fc1`, dim, hidden);
      dense(`blocks.${i}.mlp.fc2`, hidden, dim);
    }
    norm('norm');
    dense('head', dim, data.classes);
    if (shape.distToken) dense('head_dist', dim, data.classes);
  }

  /** @param images [B, S, S, C], normalised */
  forward(images: tf.Tensor, options: DeitOptions = {}): Heads {
    const p = (name: string) => this.parameters.get(name);
    const { dim, depth, distToken } = this.shape;
    const [batch] = images.shape as [number];
    let x = patchEmbed(images, {
      weight: p('patch_embed.proj.weight'),
      bias: p('patch_embed.proj.bias'),
      clsToken: p('cls_token'),
      distToken: distToken ? p('dist_token') : null,
      posEmbed: p('pos_embed'),
    });
    for (let i = 0; i < depth; i++) {
      x = this.#block(x, i, options);
      options.onTokens?.(i, x);
    }
    // Only the prefix tokens are read, and the norm acts on each token alone.
    const prefixes = distToken ? 2 : 1;
    const prefix = layerNorm(tf.slice(x, [0, 0, 0], [batch, prefixes, dim]), p('norm.weight'), p('norm.bias'));
    const logits = (token: number, head: string) =>
      linear(
        tf.reshape(tf.slice(prefix, [0, token, 0], [batch, 1, dim]), [batch, dim]),
        p(`${head}.weight`),
        p(`${head}.bias`),
      );
    return { cls: logits(0, 'head'), dist: distToken ? logits(1, 'head_dist') : null };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  /** x += DropPath(Attn(LN(x))); x += DropPath(MLP(LN(x))). x [B, T, D]. */
  #block(x: tf.Tensor, i: number, { branchScale, onAttention }: DeitOptions): tf.Tensor {
    const p = (name: string) => this.parameters.get(`blocks.${i}.${name}`);
    const { heads } = this.shape;
    const normed = layerNorm(x, p('norm1.weight'), p('norm1.bias'));
    const qkv = linear(normed, p('attn.qkv.weight'), p('attn.qkv.bias'));
    onAttention?.(i, attentionProbabilities(qkv, heads));
    const attended = attention(qkv, heads);
    const first = branchScale?.(2 * i);
    const projected = linear(attended, p('attn.proj.weight'), p('attn.proj.bias'), first ? {} : { residual: x });
    const afterAttention = first ? tf.add(x, tf.mul(projected, first)) : projected;

    const again = layerNorm(afterAttention, p('norm2.weight'), p('norm2.bias'));
    const weights = {
      weight1: p('mlp.fc1.weight'),
      bias1: p('mlp.fc1.bias'),
      weight2: p('mlp.fc2.weight'),
      bias2: p('mlp.fc2.bias'),
    };
    const second = branchScale?.(2 * i + 1);
    if (!second) return mlp(again, weights, afterAttention);
    return tf.add(afterAttention, tf.mul(mlp(again, weights, null), second));
  }
}
