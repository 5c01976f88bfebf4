import type * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../../gpu/customGradients';
import { fusedBackend } from '../../gpu/fused';
import { layerNormBackward, layerNormForward, layerNormParts } from '../layerNorm/passes';
import { LAYER_NORM_EPSILON } from '../layerNorm/reference';
import { linearParts } from '../linear/passes';
import { type Part, PartialSums } from '../wgsl/partialSums';
import { type HeadWeights, headsBackward, headsForward } from './passes';
import { headsReference } from './reference';

/** The final norm, and a linear head for each prefix token, in their order. */
export interface HeadsWeights {
  /** `norm`: [D] and [D] */
  gamma: tf.Tensor;
  beta: tf.Tensor;
  /** `head` and, with a distillation token, `head_dist`. */
  heads: readonly HeadWeights[];
}

/**
 * The final norm of the prefix tokens only, and the head of each: x [B, T, D] → logits [B, classes] of every head. Two dispatches
 * forward, three backward.
 */
export function heads(x: tf.Tensor, weights: HeadsWeights): tf.Tensor[] {
  return fusedBackend() ? headsFused(x, weights) : headsReference(x, weights);
}

function headsFused(x: tf.Tensor, { gamma, beta, heads }: HeadsWeights): tf.Tensor[] {
  const gpu = fusedBackend()!;
  const [batch, tokens] = x.shape as [number, number];
  const taken = { tokens, taken: heads.length };
  return withGradient([x, gamma, beta, ...heads.flatMap(({ weight, bias }) => [weight, bias])], {
    forward(save) {
      const { y, stats } = layerNormForward(gpu, x, gamma, beta, LAYER_NORM_EPSILON, taken);
      save([x, stats, y]);
      return headsForward(gpu, y, heads);
    },
    backward(slopes, saved) {
      const [x, stats, normed] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const parts: Record<string, Part> = { ...layerNormParts(x, taken) };
      for (const [h, { weight }] of heads.entries()) {
        const { weight: weightPart, bias } = linearParts(weight, batch);
        parts[`weight${h}`] = weightPart;
        parts[`bias${h}`] = bias;
      }
      const sums = new PartialSums(gpu, parts);
      const names = heads.map((_, h) => ({ weight: `weight${h}`, bias: `bias${h}` }));
      const dNormed = headsBackward(gpu, slopes, normed, heads, sums, names);
      const dx = layerNormBackward(gpu, dNormed, { x, gamma, stats, taken }, sums, { gamma: 'gamma', beta: 'beta' });
      return [dx, ...sums.add()];
    },
  });
}
