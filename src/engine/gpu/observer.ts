import type { Tensor } from '@tensorflow/tfjs-core';

/** Sees what the backend does. `setGpuDebug` installs one; without it the backend pays one null check per event. */
export interface GpuObserver {
  /** A pipeline was made for a kernel. */
  compiled(kernel: string, bindings: readonly string[]): void;
  /** The backend submitted a command buffer with the given number of dispatches of our kernels and of tfjs's programs. */
  submitted(dispatches: number): void;
  /** A capture was replayed. `outputs` are the tensors that it wrote. */
  replayed(dispatches: number, outputs: readonly Tensor[]): void;
  /** Runs one dispatch of our own and may look at its outputs. */
  around<Out extends string>(
    kernel: string,
    device: GPUDevice,
    dispatch: () => Record<Out, Tensor>,
  ): Record<Out, Tensor>;
}

let current: GpuObserver | null = null;

/** The installed observer, or null. */
export function gpuObserver(): GpuObserver | null {
  return current;
}

/** Installs an observer; null removes it. */
export function observeGpu(observer: GpuObserver | null): void {
  current = observer;
}
