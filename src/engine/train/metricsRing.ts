import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import { readTensors } from '../gpu/readback';
import { TERMS } from '../kernels/distillationLoss';
import { SCALAR } from '../step/layout';
import type { StepInputs } from '../step/stepInputs';

/** Steps that may run between two reads. */
export const RING_SLOTS = 256;

/** The loss terms of the last steps, stored on the GPU and read together, so that no step waits for its own metrics. */
export class MetricsRing {
  readonly #ring = tf.tidy(() => tf.variable(tf.zeros([RING_SLOTS, TERMS]), false));
  /** The terms' tensors by slot, on backends other than WebGPU. */
  readonly #kept = new Map<number, tf.Tensor>();

  /** The slot that a step writes. It goes into the step inputs. */
  slotOf(step: number): number {
    return step % RING_SLOTS;
  }

  /** Stores the step's terms; part of the captured step. @param terms [TERMS], see TERM */
  store(terms: tf.Tensor, step: StepInputs): void {
    const gpu = fusedBackend();
    if (gpu) {
      gpu.run({
        name: 'metricsRing',
        inputs: { terms, step: step.tensor },
        updates: { ring: this.#ring },
        outputs: {},
        invocations: TERMS,
        code: `fn kernel(i: u32) { ring[u32(step[${SCALAR.ringSlot}]) * ${TERMS}u + i] = terms[i]; }`,
      });
      return;
    }
    const slot = step.values[SCALAR.ringSlot]!;
    this.#kept.get(slot)?.dispose();
    this.#kept.set(slot, tf.keep(terms.clone()));
  }

  /** Terms of steps first … first + count − 1, one row [TERMS] each. @param count at most RING_SLOTS */
  async read(first: number, count: number): Promise<Float32Array[]> {
    const slots = Array.from({ length: count }, (_, i) => this.slotOf(first + i));
    if (!fusedBackend()) return readTensors(slots.map((slot) => this.#kept.get(slot)!));
    const [all] = await readTensors([this.#ring]);
    return slots.map((slot) => all!.subarray(slot * TERMS, (slot + 1) * TERMS));
  }

  dispose(): void {
    this.#ring.dispose();
    for (const terms of this.#kept.values()) terms.dispose();
    this.#kept.clear();
  }
}
