import { engine, type GradSaveFunc, type Tensor } from '@tensorflow/tfjs-core';

/** What tfjs builds its own `customGrad` from; the typings hide it. */
interface EngineInternals {
  runKernelFunc(call: {
    forwardFunc: (backend: unknown, save: GradSaveFunc) => Tensor[];
    backwardsFunc: (dys: Tensor | Tensor[], saved: Tensor[]) => Record<string, () => Tensor>;
    inputs: Record<string, Tensor>;
  }): Tensor[];
}

/** An operation and its gradient. */
export interface Differentiable {
  /** Computes the results; `save` keeps what the gradient needs. */
  forward(save: GradSaveFunc): Tensor[];
  /**
   * From the gradients of the results to those of the inputs, in their order. It may dispose saved tensors when it has read
   * them, so that their memory serves the kernels after it.
   */
  backward(dys: Tensor[], saved: Tensor[]): Tensor[];
}

/** `tf.customGrad` for operations with several results; what either function leaves behind is disposed. */
export function withGradient(inputs: Tensor[], { forward, backward }: Differentiable): Tensor[] {
  return (engine() as unknown as EngineInternals).runKernelFunc({
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dys, saved) => {
      const gradients = engine().tidy(() => backward(Array.isArray(dys) ? dys : [dys], saved));
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
    inputs: Object.fromEntries(inputs.map((input, i) => [i, input])),
  });
}
