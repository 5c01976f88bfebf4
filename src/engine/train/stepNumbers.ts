import { TERM } from '../kernels/distillationLoss';
import type { MetricTable } from './checkpoint';
import type { RunHistory } from './history';
import { RING_SLOTS } from './metricsRing';

/** Whose steps they are: of a trainer, what is needed. */
export interface Steps {
  /** Optimiser steps done. */
  readonly step: number;
  readonly last: { learningRate: number } | null;
  readonly ring: { read(first: number, count: number): Promise<Float32Array[]> };
}

/**
 * Brings the numbers of the steps from the GPU's ring into the history, many at a time and none twice, while training goes on.
 */
export class StepNumbers {
  readonly #trainer: Steps;
  readonly #history: RunHistory;
  readonly #told: (table: MetricTable) => void;
  #learningRates: number[] = [];
  #reading: Promise<void> | null = null;
  #nonFiniteAt: number | null = null;
  /** Rises with each restart: what was read of the steps before it is nobody's any more. */
  #generation = 0;
  #closed = false;

  /** @param told of every row that comes in */
  constructor(trainer: Steps, history: RunHistory, told: (table: MetricTable) => void) {
    this.#trainer = trainer;
    this.#history = history;
    this.#told = told;
  }

  /** The first step, from 0, whose loss was no number; nothing is read beyond it. Null where there is none. */
  get nonFiniteAt(): number | null {
    return this.#nonFiniteAt;
  }

  /** Whether the ring is about to overflow. */
  get urgent(): boolean {
    return this.#trainer.step - this.#history.length > RING_SLOTS / 2;
  }

  /** Once after every step. */
  stepDone(): void {
    const { step, last } = this.#trainer;
    this.#learningRates[step - 1] = last!.learningRate;
  }

  /** Reads all steps that were not read when it began; one read at a time. */
  read(): Promise<void> {
    if (this.#reading) return this.#reading;
    const reading = this.#readRing().finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  /** A read that was under way knows only the steps before it: reads again until the last step is in. */
  async readAll(): Promise<void> {
    const behind = () => this.#history.length < this.#trainer.step;
    while (behind() && this.#nonFiniteAt === null && !this.#closed) await this.read();
  }

  /** Goes on after other steps, whose numbers the history has. */
  restart(learningRates: ArrayLike<number> = []): void {
    this.#learningRates = Array.from(learningRates);
    this.#nonFiniteAt = null;
    this.#reading = null;
    this.#generation++;
  }

  /** Says nothing any more. */
  close(): void {
    this.#closed = true;
  }

  async #readRing(): Promise<void> {
    const first = this.#history.length;
    const count = this.#trainer.step - first;
    if (count === 0) return;
    const generation = this.#generation;
    const rows = await this.#trainer.ring.read(first, count);
    if (this.#closed || generation !== this.#generation) return;
    for (const [i, terms] of rows.entries()) {
      const step = first + i;
      if (!Number.isFinite(terms[TERM.total]!)) {
        this.#nonFiniteAt = step;
        break;
      }
      this.#history.add(step, terms, this.#learningRates[step]!);
    }
    if (this.#history.length > first) this.#told(this.#history.table(first));
  }
}
