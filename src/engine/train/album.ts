import type { ProbeReading } from './attentionProbe';

/** What the probes showed at one step, as it is kept with the run. */
export interface MomentRecord {
  /** Optimiser steps done. */
  step: number;
  /** Indices into the test split. */
  probes: number[];
  /** Attention as in `ProbeReading`, in shares of 65535: exact to 8·10⁻⁶, in half of the memory. */
  maps: Uint16Array<ArrayBuffer>;
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
  cosine: Float32Array<ArrayBuffer> | null;
  onObject: Float32Array<ArrayBuffer> | null;
}

/** Moments of a run, at most, and what their maps and logits may take together. */
export const MAX_MOMENTS = 48;
export const MAX_BYTES = 8 * 2 ** 20;

/** Steps whose moments are kept, rising: 0, 1, the last, and in between evenly on a logarithmic axis. */
export function momentSteps(totalSteps: number, most = MAX_MOMENTS): number[] {
  const points = most - 1;
  const between = Array.from({ length: points }, (_, i) => Math.round(totalSteps ** (i / (points - 1))));
  return [...new Set([0, ...between.filter((step) => step <= totalSteps)])];
}

/** The moments of one run: some at first close together, then ever farther apart. */
export class Album {
  readonly #steps: ReadonlySet<number>;
  readonly #mostBytes: number;
  #moments: MomentRecord[] = [];

  /** @param mostBytes beyond which every other moment goes */
  constructor(totalSteps: number, mostBytes = MAX_BYTES) {
    this.#mostBytes = mostBytes;
    this.#steps = new Set(momentSteps(totalSteps));
  }

  get moments(): readonly MomentRecord[] {
    return this.#moments;
  }

  wants(step: number): boolean {
    return this.#steps.has(step);
  }

  /** Keeps a copy, if the step is one of those that are kept. */
  add(step: number, probes: readonly number[], reading: ProbeReading): void {
    if (!this.wants(step)) return;
    const { maps, cls, dist, teacher, cosine, onObject } = reading;
    this.#moments.push({
      step,
      probes: [...probes],
      maps: packed(maps),
      cls: cls.slice(),
      dist: dist?.slice() ?? null,
      teacher: teacher?.slice() ?? null,
      cosine: cosine?.slice() ?? null,
      onObject: onObject?.slice() ?? null,
    });
    // A reading may come after a later step's; one of the same step is newer.
    const byStep = new Map(this.#moments.map((moment) => [moment.step, moment]));
    this.#moments = [...byStep.values()].sort((a, b) => a.step - b.step);
    while (
      this.#moments.length > 2 &&
      this.#moments.reduce((sum, moment) => sum + bytesOf(moment), 0) > this.#mostBytes
    )
      this.#moments = this.#moments.filter((_, i) => i % 2 === 0 || i === this.#moments.length - 1);
  }

  /** The latest moment at or before a step. */
  at(step: number): MomentRecord | null {
    return this.#moments.findLast((moment) => moment.step <= step) ?? null;
  }

  replace(moments: readonly MomentRecord[]): void {
    this.#moments = [...moments];
  }
}

function packed(maps: Float32Array): Uint16Array<ArrayBuffer> {
  const shares = new Uint16Array(maps.length);
  for (let i = 0; i < maps.length; i++) shares[i] = Math.round(65535 * maps[i]!);
  return shares;
}

/** The reading that was kept. */
export function readingOf({ maps, cls, dist, teacher, cosine, onObject }: MomentRecord): ProbeReading {
  return { maps: Float32Array.from(maps, (share) => share / 65535), cls, dist, teacher, cosine, onObject };
}

function bytesOf({ maps, cls, dist, teacher }: MomentRecord): number {
  return [maps, cls, dist, teacher].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}
