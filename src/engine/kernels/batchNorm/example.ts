import * as tf from '@tensorflow/tfjs-core';
import { type KernelExample, type Op, randomValues } from '../example';
import { batchNormTrain } from '.';
import { batchNormTrainReference } from './reference';

/** With running statistics that live only for the call. */
function training(op: typeof batchNormTrain): Op {
  return (x, gamma, beta) => {
    const channels = gamma!.size;
    const running = tf.tidy(() => ({
      mean: tf.variable(tf.zeros([channels]), false),
      variance: tf.variable(tf.ones([channels]), false),
    }));
    const y = op(x!, gamma!, beta!, running, { activation: 'relu' });
    tf.dispose([running.mean, running.variance]);
    return y;
  };
}

export const example: KernelExample = {
  summary: 'batch norm in training with ReLU: x, gamma, beta',
  shape: { batch: 2, height: 5, width: 5, channels: 8 },
  inputs: (sizes) => [randomValues([...sizes]), randomValues([sizes[3]!], 2), randomValues([sizes[3]!], 3)],
  fused: training(batchNormTrain),
  reference: training(batchNormTrainReference),
  differentiable: true,
};
