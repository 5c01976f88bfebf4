import * as tf from '@tensorflow/tfjs-core';
import type { Trained } from '../optim/adamw';

/** Gradients of a scalar loss by parameter name. A parameter without influence on the loss has none. */
export function gradientsOf(trained: readonly Trained[], loss: () => tf.Tensor): Map<string, tf.Tensor> {
  const { value, grads } = tf.variableGrads(
    () => loss() as tf.Scalar,
    trained.map(({ variable }) => variable),
  );
  value.dispose();
  const byName = new Map<string, tf.Tensor>();
  for (const { name, variable } of trained) {
    const gradient = grads[variable.name];
    if (gradient) byName.set(name, gradient);
  }
  return byName;
}
