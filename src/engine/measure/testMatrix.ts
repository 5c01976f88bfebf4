import * as tf from '@tensorflow/tfjs-core';

/** A matrix of varied numbers of both signs: some adapters are faster with zeros. */
export function testMatrix([rows, columns]: [number, number]): tf.Tensor {
  const values = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 40503) % 65521) / 65521 - 0.5);
  return tf.tensor2d(values, [rows, columns]);
}
