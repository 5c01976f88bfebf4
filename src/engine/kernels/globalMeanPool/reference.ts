import * as tf from '@tensorflow/tfjs-core';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function globalMeanPoolReference(x: tf.Tensor): tf.Tensor {
  return tf.mean(x, [1, 2]);
}
