import * as tf from '@tensorflow/tfjs-core';
import { activationReference } from '../wgsl/activation';
import type { BatchNormOptions, RunningStatistics } from '.';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM } from './passes';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function batchNormTrainReference(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  running: RunningStatistics,
  { residual, activation }: BatchNormOptions = {},
): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const count = x.size / gamma.size;
  tf.tidy(() => {
    const move = (statistic: tf.Variable, batch: tf.Tensor) =>
      statistic.assign(
        tf.add(tf.mul(statistic, 1 - BATCH_NORM_MOMENTUM), tf.mul(batch, BATCH_NORM_MOMENTUM)) as tf.Tensor1D,
      );
    move(running.mean, mean);
    move(running.variance, tf.mul(variance, count / Math.max(1, count - 1)));
  });
  const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON)));
  let y: tf.Tensor = tf.add(tf.mul(normalised, gamma), beta);
  if (residual) y = tf.add(y, residual);
  return activationReference(activation, y);
}
