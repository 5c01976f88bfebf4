import * as tf from '@tensorflow/tfjs-core';
import { overwrite } from '../gpu/overwrite';

/**
 * The values that vary from step to step, in one small tensor that keeps its place in GPU memory, so that a captured step reads
 * the new values at its next replay. float32, [length]; see `layout.ts`.
 */
export class StepInputs {
  readonly variable: tf.Variable;
  /** The values written last, for reference compositions on the CPU. */
  readonly values: Float32Array<ArrayBuffer>;

  constructor(length: number) {
    this.values = new Float32Array(length);
    this.variable = tf.tidy(() => tf.variable(tf.tensor1d(new Float32Array(length)), false));
  }

  /** The tensor that kernels read. */
  get tensor(): tf.Tensor {
    return this.variable;
  }

  /** Everything that runs after this call reads the new values, and nothing before it does. */
  write(values: Float32Array<ArrayBuffer>): void {
    this.values.set(values);
    overwrite(this.variable, values);
  }

  dispose(): void {
    this.variable.dispose();
  }
}
