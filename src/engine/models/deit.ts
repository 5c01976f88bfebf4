import * as tf from '@tensorflow/tfjs-core';
import type { DataShape } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';
import { parameterShapes, type StudentShape } from '../../experiment/student/shape';
import { attentionProbabilities } from '../kernels/attention';
import { attentionBranch } from '../kernels/attentionBranch';
import { explicitAttentionBranch } from '../kernels/attentionBranch/explicit';
import { heads } from '../kernels/heads';
import { layerNorm } from '../kernels/layerNorm';
import { linear } from '../kernels/linear';
import { mlpBranch } from '../kernels/mlpBranch';
import { patchEmbed } from '../kernels/patchEmbed';
import type { RowScale } from '../kernels/wgsl/rowScale';
import { Parameters } from './parameters';

/** Multiplies the output of residual branch i (two a block) by a factor an image: stochastic depth. */
export type BranchScale = (branch: number) => RowScale;

interface DeitOptions {
  /** Read instead of the model's own parameters, e.g. their moving average; the same names and shapes. */
  weights?: ReadonlyMap<string, tf.Tensor>;
  branchScale?: BranchScale;
  /** Called with each block's attention, [B, H, T, T], which is disposed after the call. For inspection: three extra kernels per block. */
  onAttention?: (block: number, probabilities: tf.Tensor) => void;
  /** Maps each block's attention, [B, H, T, T] → the same shape: to read, change or differentiate it. */
  throughAttention?: (block: number, probabilities: tf.Tensor) => tf.Tensor;
  /** Called with the tokens before the first block, [B, T, D]. */
  onEmbedding?: (tokens: tf.Tensor) => void;
  /** Called with each block's output, [B, T, D], before the final norm. */
  onTokens?: (block: number, tokens: tf.Tensor) => void;
}

export interface Heads {
  /** Logits of `head` on the class token, [B, classes]. */
  cls: tf.Tensor;
  /** Logits of `head_dist` on the distillation token; null without it. */
  dist: tf.Tensor | null;
}

/** Norms 1 and 0, biases 0, the patch convolution U(±1/√fan-in), everything else N(0, .02²). */
function initialValue(name: string, shape: StudentShape, data: DataShape, seed: number): (element: number) => number {
  const random = new RandomStream(seed, `init/${name}`);
  if (name.startsWith('patch_embed.')) {
    const fanIn = data.channels * shape.patchSize ** 2;
    return (element) => (2 * random.uniform(0, element) - 1) / Math.sqrt(fanIn);
  }
  if (name.endsWith('.bias')) return () => 0;
  if (/norm\d?\.weight$/.test(name)) return () => 1;
  if (name === 'pos_embed' && shape.distToken) {
    // The row of the distillation token has its own stream, so that the other rows start the same with and without it.
    const token = new RandomStream(seed, 'init/pos_embed/dist_token');
    const { dim } = shape;
    return (element) => {
      if (element < dim) return 0.02 * random.normal(0, element);
      return 0.02 * (element < 2 * dim ? token.normal(0, element - dim) : random.normal(0, element - dim));
    };
  }
  return (element) => 0.02 * random.normal(0, element);
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

  /**
   * @param weights a seed, or a function that returns each parameter's values. The same seed gives the same initial weights for
   * every strategy, because each tensor has its own random stream.
   */
  constructor(shape: StudentShape, data: DataShape, weights: number | ((name: string) => Float32Array)) {
    this.shape = shape;
    this.data = data;
    for (const [name, dims] of parameterShapes(shape, data)) {
      const values = typeof weights === 'number' ? initialValue(name, shape, data, weights) : weights(name);
      this.parameters.define(name, dims, values);
    }
  }

  /** @param images [B, S, S, C], normalised */
  forward(images: tf.Tensor, options: DeitOptions = {}): Heads {
    const p = this.#weight(options);
    const { depth, distToken } = this.shape;
    let x = patchEmbed(images, {
      weight: p('patch_embed.proj.weight'),
      bias: p('patch_embed.proj.bias'),
      clsToken: p('cls_token'),
      distToken: distToken ? p('dist_token') : null,
      posEmbed: p('pos_embed'),
    });
    options.onEmbedding?.(x);
    for (let i = 0; i < depth; i++) {
      const before = x;
      x = this.#block(before, i, options);
      options.onTokens?.(i, x);
      // A backward pass keeps its own reference; without one, this memory serves the next block.
      if (!before.kept) before.dispose();
    }
    const [cls, dist = null] = heads(x, {
      gamma: p('norm.weight'),
      beta: p('norm.bias'),
      heads: (distToken ? ['head', 'head_dist'] : ['head']).map((head) => ({
        weight: p(`${head}.weight`),
        bias: p(`${head}.bias`),
      })),
    });
    return { cls: cls!, dist };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  /** x += DropPath(Attn(LN(x))); x += DropPath(MLP(LN(x))). x [B, T, D]. */
  #block(x: tf.Tensor, i: number, options: DeitOptions): tf.Tensor {
    const { branchScale, onAttention, throughAttention } = options;
    const weight = this.#weight(options);
    const p = (name: string) => weight(`blocks.${i}.${name}`);
    const attention = {
      gamma: p('norm1.weight'),
      beta: p('norm1.bias'),
      qkvWeight: p('attn.qkv.weight'),
      qkvBias: p('attn.qkv.bias'),
      projWeight: p('attn.proj.weight'),
      projBias: p('attn.proj.bias'),
    };
    if (onAttention)
      tf.tidy(() => {
        const qkv = linear(layerNorm(x, attention.gamma, attention.beta), attention.qkvWeight, attention.qkvBias);
        onAttention(i, attentionProbabilities(qkv, this.shape.heads));
      });
    const attended = throughAttention
      ? explicitAttentionBranch(x, attention, this.shape.heads, (probabilities) => throughAttention(i, probabilities))
      : attentionBranch(x, attention, this.shape.heads, branchScale?.(2 * i) ?? null);
    return mlpBranch(
      attended,
      {
        gamma: p('norm2.weight'),
        beta: p('norm2.bias'),
        weight1: p('mlp.fc1.weight'),
        bias1: p('mlp.fc1.bias'),
        weight2: p('mlp.fc2.weight'),
        bias2: p('mlp.fc2.bias'),
      },
      branchScale?.(2 * i + 1) ?? null,
    );
  }

  #weight({ weights }: DeitOptions): (name: string) => tf.Tensor {
    return (name) => weights?.get(name) ?? this.parameters.get(name);
  }
}
