import * as tf from '@tensorflow/tfjs-core';
import { type Capture, capture } from './capture';
import { fusedBackend } from './fused';

/** Tensors by name; null if the model has no such output. */
export type Outputs = Record<string, tf.Tensor | null>;

/**
 * A function that runs many times over the same tensors. On WebGPU its first run is captured and later runs replay it; other
 * backends run it normally. It owns its outputs: each run overwrites them, and `dispose` disposes them.
 */
export class Repeated<T extends Outputs> {
  readonly #run: () => T;
  readonly #captured: boolean;
  #capture: Capture<T> | null = null;
  #outputs: T | null = null;

  /** @param captured false runs every step through tfjs, for comparison */
  constructor(run: () => T, captured = true) {
    this.#run = run;
    this.#captured = captured;
  }

  /**
   * What the last run wrote.
   *
   * @throws Error before the first run
   */
  get outputs(): T {
    if (!this.#outputs) throw new Error('Repeated.outputs was read before the first run.');
    return this.#outputs;
  }

  /** Dispatches and GPU bytes of the captured list; null before the capture. */
  get cost(): { dispatches: number; bytes: number } | null {
    return this.#capture && { dispatches: this.#capture.dispatches, bytes: this.#capture.bytes };
  }

  /** Each dispatch of the captured list, to be timed alone. */
  get programs(): Capture<T>['programs'] {
    return this.#capture?.programs ?? [];
  }

  run(): T {
    const gpu = fusedBackend();
    if (this.#capture) this.#capture.replay();
    else if (gpu && this.#captured) {
      this.#capture = capture(gpu, this.#run, tensorsOf);
      this.#outputs = this.#capture.outputs;
    } else {
      if (this.#outputs) tf.dispose(tensorsOf(this.#outputs));
      this.#outputs = this.#run();
    }
    return this.outputs;
  }

  dispose(): void {
    if (this.#capture) this.#capture.dispose();
    else if (this.#outputs) tf.dispose(tensorsOf(this.#outputs));
    this.#capture = null;
    this.#outputs = null;
  }
}

function tensorsOf(outputs: Outputs): tf.Tensor[] {
  return Object.values(outputs).filter((tensor) => tensor !== null);
}
