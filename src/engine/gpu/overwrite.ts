import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';

/**
 * Writes new values into a variable's own buffer: recorded commands that refer to it go on with what was written.
 * (`Variable.assign` would give it another buffer.)
 */
export function overwrite(variable: tf.Variable, values: Float32Array | tf.Tensor): void {
  const gpu = fusedBackend();
  tf.tidy(() => {
    const given = values instanceof tf.Tensor ? values : tf.tensor(values.slice(), variable.shape, 'float32');
    if (!gpu) {
      variable.assign(given);
      return;
    }
    gpu.run({
      name: 'overwrite',
      inputs: { given },
      updates: { value: variable },
      outputs: {},
      invocations: variable.size,
      code: 'fn kernel(i: u32) { value[i] = given[i]; }',
    });
  });
}
