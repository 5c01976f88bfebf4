import type { ProbeReading } from './attentionProbe';

/** A moment: what the probes showed at one step, as it is saved with the run. */
export interface MomentRecord {
  /** Optimiser steps done. */
  step: number;
  /** Indices into the test split. */
  probes: number[];
  /** Attention as in `ProbeReading`, in units of 1/65535: exact to 8·10⁻⁶, in half of the memory. */
  maps: Uint16Array<ArrayBuffer>;
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
  cosine: Float32Array<ArrayBuffer> | null;
  onObject: Float32Array<ArrayBuffer> | null;
}

/** Limits of one run's moments: their number, and the bytes of all their maps and logits. */
export const MAX_MOMENTS = 48;
const MAX_BYTES = 8 * 2 ** 20;

/**
 * Steps whose moments are saved, in ascending order: 0, 1, the last step, and steps in between that are evenly spaced on a
 * logarithmic axis.
 */
export function momentSteps(totalSteps: number, max = MAX_MOMENTS): number[] {
  const points = max - 1;
  const between = Array.from({ length: points }, (_, i) => Math.round(totalSteps ** (i / (points - 1))));
  return [...new Set([0, ...between.filter((step) => step <= totalSteps)])];
}

/** The moments of one run in the order of their steps. They are dense at first and sparse later. */
export class MomentHistory {
  readonly #steps: ReadonlySet<number>;
  readonly #maxBytes: number;
  #records: MomentRecord[] = [];

  /** @param maxBytes limit above which every second moment is dropped */
  constructor(totalSteps: number, maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
    this.#steps = new Set(momentSteps(totalSteps));
  }

  get records(): readonly MomentRecord[] {
    return this.#records;
  }

  /** Whether the moment of this step is saved. */
  wants(step: number): boolean {
    return this.#steps.has(step);
  }

  /** Saves a copy of the reading if the history wants this step. It replaces an earlier reading of the same step. */
  add(step: number, probes: readonly number[], reading: ProbeReading): void {
    if (!this.wants(step)) return;
    const { maps, cls, dist, teacher, cosine, onObject } = reading;
    this.#records.push({
      step,
      probes: [...probes],
      maps: packed(maps),
      cls: cls.slice(),
      dist: dist?.slice() ?? null,
      teacher: teacher?.slice() ?? null,
      cosine: cosine?.slice() ?? null,
      onObject: onObject?.slice() ?? null,
    });
    // Readings may arrive out of order.
    const byStep = new Map(this.#records.map((moment) => [moment.step, moment]));
    this.#records = [...byStep.values()].sort((a, b) => a.step - b.step);
    while (this.#records.length > 2 && this.#bytes > this.#maxBytes)
      this.#records = this.#records.filter((_, i) => i % 2 === 0 || i === this.#records.length - 1);
  }

  /** The latest moment at or before a step; null if there is none. */
  at(step: number): MomentRecord | null {
    return this.#records.findLast((moment) => moment.step <= step) ?? null;
  }

  replace(records: readonly MomentRecord[]): void {
    this.#records = [...records];
  }

  get #bytes(): number {
    return this.#records.reduce((sum, moment) => sum + momentBytes(moment), 0);
  }
}

function packed(maps: Float32Array): Uint16Array<ArrayBuffer> {
  const shares = new Uint16Array(maps.length);
  for (let i = 0; i < maps.length; i++) shares[i] = Math.round(65535 * maps[i]!);
  return shares;
}

/** The reading that a moment was made from, with its maps as floats again. */
export function unpackedReading({ maps, cls, dist, teacher, cosine, onObject }: MomentRecord): ProbeReading {
  return { maps: Float32Array.from(maps, (share) => share / 65535), cls, dist, teacher, cosine, onObject };
}

/** Bytes of a moment's maps and logits. */
export function momentBytes({ maps, cls, dist, teacher }: MomentRecord): number {
  return [maps, cls, dist, teacher].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}
