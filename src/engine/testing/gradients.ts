import * as tf from '@tensorflow/tfjs-core';
import { type Op, randomValues, type Values } from '../kernels/example';

/** Value and gradients of `sum(op(inputs) · weights)` on the current backend; `weights` are fixed random numbers. */
export async function valueAndGradients(op: Op, inputs: Values[]): Promise<{ value: Values; gradients: Values[] }> {
  const tensors = inputs.map(({ shape, data }) => tf.tensor(Array.from(data), shape));
  let value: tf.Tensor | undefined;
  const loss = (...given: tf.Tensor[]) => {
    const result = op(...given);
    value = tf.keep(result.clone());
    const weights = randomValues(result.shape, 77);
    return tf.sum(tf.mul(result, tf.tensor(Array.from(weights.data), result.shape))) as tf.Scalar;
  };
  const gradients = tf.grads(loss)(tensors);
  const read = async (t: tf.Tensor): Promise<Values> => ({ shape: t.shape, data: Float32Array.from(await t.data()) });
  const result = { value: await read(value!), gradients: await Promise.all(gradients.map(read)) };
  tf.dispose([...tensors, ...gradients, value!]);
  return result;
}
