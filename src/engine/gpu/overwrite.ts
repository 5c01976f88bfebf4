import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';

/**
 * Writes new values into a variable's own buffer: recorded commands that refer to it read the new values.
 * (`Variable.assign` would give it another buffer.)
 */
export function overwrite(variable: tf.Variable, values: Float32Array): void {
  const gpu = fusedBackend();
  if (!gpu) {
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape, 'float32')));
    return;
  }
  const buffer = gpu.bufferOf(variable);
  // A write overtakes commands that are encoded but not submitted, so submit them first.
  gpu.flush();
  gpu.device.queue.writeBuffer(buffer, 0, values, 0, variable.size);
  gpu.forgetCpuValues(variable);
}
