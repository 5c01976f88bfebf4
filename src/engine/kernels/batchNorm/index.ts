import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import type { Activation } from '../wgsl/activation';
import {
  applyKernel,
  BATCH_NORM_EPSILON,
  type Behind,
  gradientKernel,
  gradientPartsKernel,
  gradientSumKernel,
  partsKernel,
  statsKernel,
} from './passes';
import { batchNormTrainReference } from './reference';

/** Running statistics, [C] each, updated in place by every training step. */
export interface RunningStatistics {
  mean: tf.Variable;
  variance: tf.Variable;
}

export interface BatchNormOptions {
  /** Added after the norm; of the result's shape. */
  residual?: tf.Tensor;
  /** Of the result, residual added. */
  activation?: Activation;
}

/**
 * Batch norm with the statistics of this batch, as in training: act(norm(x)·gamma + beta + residual).
 * x [B, H, W, C], gamma and beta [C] → [B, H, W, C]. Running statistics move by a tenth towards this batch's mean and
 * unbiased variance (torch.nn.BatchNorm2d).
 */
export function batchNormTrain(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  running: RunningStatistics,
  options: BatchNormOptions = {},
): tf.Tensor {
  const { residual, activation } = options;
  const fused = fusedBackend() && x.shape.at(-1)! % 4 === 0 && !(residual && activation === 'silu');
  return fused
    ? batchNormFused(x, gamma, beta, running, options)
    : batchNormTrainReference(x, gamma, beta, running, options);
}

/**
 * A convolution and the norm behind it as one convolution with a bias, for inference with the running statistics.
 * filter [k, k, Cin, C], the rest [C].
 */
export function foldBatchNorm(
  filter: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  running: { mean: tf.Tensor; variance: tf.Tensor },
): { filter: tf.Tensor; bias: tf.Tensor } {
  return tf.tidy(() => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(running.variance, BATCH_NORM_EPSILON)));
    return { filter: tf.mul(filter, scale), bias: tf.sub(beta, tf.mul(running.mean, scale)) };
  });
}

function batchNormFused(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  running: RunningStatistics,
  { residual, activation }: BatchNormOptions,
): tf.Tensor {
  const inputs = residual ? [x, gamma, beta, residual] : [x, gamma, beta];
  return tf.customGrad((...args) => {
    const gpu = fusedBackend()!;
    const save = args.pop() as tf.GradSaveFunc;
    const [x, gamma, beta, residual] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
    const { partial } = gpu.run(partsKernel(x));
    const { stats } = gpu.run(statsKernel(partial, x, running));
    const { y } = gpu.run(
      applyKernel(x, stats, gamma, beta, { ...(residual ? { residual } : {}), ...(activation ? { activation } : {}) }),
    );
    save([x, stats, gamma, ...(activation ? [activation === 'relu' ? y : beta] : [])]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, stats, gamma, last] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
        const behind = behindOf(activation, gamma, last);
        const parts = gpu.run(gradientPartsKernel(x, stats, dy, behind));
        const { dgamma, dbeta, sums } = gpu.run(gradientSumKernel(parts.partial));
        if (!residual) return [gpu.run(gradientKernel(x, stats, gamma, dy, behind, sums, false)).dx, dgamma, dbeta];
        const { dx, dresidual } = gpu.run(gradientKernel(x, stats, gamma, dy, behind, sums, true));
        return [dx, dgamma, dbeta, dresidual!];
      },
    };
  })(...inputs);
}

function behindOf(activation: Activation | undefined, gamma: tf.Tensor, last: tf.Tensor | undefined): Behind {
  if (!activation) return null;
  return activation === 'relu' ? { activation, y: last! } : { activation, gamma, beta: last! };
}
