import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { runDifferentiable } from './tfjsInternals';

/** An operation and its gradient. */
interface Differentiable {
  /** Computes the results; `save` keeps what the gradient needs. */
  forward(save: GradSaveFunc): Tensor[];
  /**
   * From the gradients of the results to those of the inputs, in their order. It may dispose saved tensors once it has read
   * them, so that their memory serves the kernels after it.
   */
  backward(dys: Tensor[], saved: Tensor[]): Tensor[];
}

/** `tf.customGrad` for operations with several results; what either function leaves undisposed is disposed. */
export function withGradient(inputs: Tensor[], { forward, backward }: Differentiable): Tensor[] {
  return runDifferentiable(inputs, forward, backward);
}
