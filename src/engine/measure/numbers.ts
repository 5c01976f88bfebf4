import * as tf from '@tensorflow/tfjs-core';

/** Different numbers of both signs: some adapters are quicker with zeros. */
export function numbers([rows, columns]: [number, number]): tf.Tensor {
  const values = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 40503) % 65521) / 65521 - 0.5);
  return tf.tensor2d(values, [rows, columns]);
}
