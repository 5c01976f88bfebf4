import type { Tensor } from '@tensorflow/tfjs-core';
import { type GpuObserver, observeGpu } from './observer';
import { readTensors } from './readback';

/**
 * 0: nothing.
 * 1: one line for each compiled pipeline, each submit and each replay, with its number of dispatches.
 * 2: the same, and every dispatch of our own kernels runs alone inside a validation scope; then its float outputs are read back
 *    and NaN or infinite values are reported under the kernel's name. A replay's outputs are checked in the same way.
 */
export type GpuDebugLevel = 0 | 1 | 2;

/**
 * Sets what the backend reports, for all devices of this thread. Level 2 waits for the GPU after each kernel and is many times
 * slower; numbers stay the same. What it finds is reported asynchronously, in the order of the dispatches.
 *
 * @param report receives each line; `console.info` by default
 */
export function setGpuDebug(level: GpuDebugLevel, report: (line: string) => void = console.info): void {
  observeGpu(level === 0 ? null : new Reporter(level, report));
}

class Reporter implements GpuObserver {
  readonly #level: 1 | 2;
  readonly #report: (line: string) => void;

  constructor(level: 1 | 2, report: (line: string) => void) {
    this.#level = level;
    this.#report = report;
  }

  compiled(kernel: string, bindings: readonly string[]): void {
    this.#report(`compiled ${kernel}(${bindings.join(', ')})`);
  }

  submitted(dispatches: number): void {
    this.#report(`submitted ${dispatches} dispatches`);
  }

  replayed(dispatches: number, outputs: readonly Tensor[]): void {
    this.#report(`replayed ${dispatches} dispatches`);
    if (this.#level === 2) this.#check(outputs.map((tensor, i) => [`replay, output ${i}`, tensor]));
  }

  around<Out extends string>(
    kernel: string,
    device: GPUDevice,
    dispatch: () => Record<Out, Tensor>,
  ): Record<Out, Tensor> {
    if (this.#level === 1) return dispatch();
    device.pushErrorScope('validation');
    const outputs = dispatch();
    this.#check(Object.entries<Tensor>(outputs).map(([name, tensor]) => [`${kernel}, output ${name}`, tensor]));
    void device.popErrorScope().then((error) => {
      if (error) this.#report(`${kernel}: ${error.message}`);
    });
    return outputs;
  }

  /** Reading flushes, so that the dispatch is submitted inside its validation scope. */
  #check(named: readonly (readonly [what: string, tensor: Tensor])[]): void {
    const floats = named.filter(([, { dtype }]) => dtype === 'float32');
    void readTensors(floats.map(([, tensor]) => tensor)).then((values) => {
      for (const [i, [what]] of floats.entries()) {
        const first = values[i]!.findIndex((value) => !Number.isFinite(value));
        if (first < 0) continue;
        const count = values[i]!.filter((value) => !Number.isFinite(value)).length;
        this.#report(`${what}: ${count} of ${values[i]!.length} values are not finite, the first at ${first}`);
      }
    });
  }
}
