import { TERM } from '../kernels/distillationLoss';
import type { MetricTable } from './checkpoint';
import type { RunHistory } from './history';
import { RING_SLOTS } from './metricsRing';

/** The part of a trainer whose metrics are read. */
export interface MetricSource {
  /** Optimiser steps done. */
  readonly step: number;
  readonly last: { learningRate: number } | null;
  readonly ring: { read(first: number, count: number): Promise<Float32Array[]> };
}

/** Copies the metrics of each step once from the GPU's ring into the history, many steps at a time, during training. */
export class StepMetrics {
  readonly #source: MetricSource;
  readonly #history: RunHistory;
  readonly #onRows: (rows: MetricTable) => void;
  #learningRates: number[] = [];
  #reading: Promise<void> | null = null;
  #nonFiniteAt: number | null = null;
  /** Incremented by each restart, so that a read that began before it is ignored. */
  #generation = 0;
  #closed = false;

  /** @param onRows receives all rows that a read adds to the history */
  constructor(source: MetricSource, history: RunHistory, onRows: (rows: MetricTable) => void) {
    this.#source = source;
    this.#history = history;
    this.#onRows = onRows;
  }

  /** The first step, from 0, with a NaN or infinite loss; null if there is none. No later step is read. */
  get nonFiniteAt(): number | null {
    return this.#nonFiniteAt;
  }

  /** Whether the ring is about to overflow. */
  get urgent(): boolean {
    return this.#source.step - this.#history.length > RING_SLOTS / 2;
  }

  /** Call once after every step. */
  stepDone(): void {
    const { step, last } = this.#source;
    this.#learningRates[step - 1] = last!.learningRate;
  }

  /** Reads all steps that are unread when the read begins. There is one read at a time. */
  read(): Promise<void> {
    if (this.#reading) return this.#reading;
    const reading = this.#readRing().finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  /** Reads until the history holds the last step. One read is not enough if another one is under way. */
  async readAll(): Promise<void> {
    const behind = () => this.#history.length < this.#source.step;
    while (behind() && this.#nonFiniteAt === null && !this.#closed) await this.read();
  }

  /** Continues after a reset or restore. The history already holds the earlier steps, with these learning rates. */
  restart(learningRates: ArrayLike<number> = []): void {
    this.#learningRates = Array.from(learningRates);
    this.#nonFiniteAt = null;
    this.#reading = null;
    this.#generation++;
  }

  /** Ends all reports. */
  close(): void {
    this.#closed = true;
  }

  async #readRing(): Promise<void> {
    const first = this.#history.length;
    const count = this.#source.step - first;
    if (count === 0) return;
    const generation = this.#generation;
    const rows = await this.#source.ring.read(first, count);
    if (this.#closed || generation !== this.#generation) return;
    for (const [i, terms] of rows.entries()) {
      const step = first + i;
      if (!Number.isFinite(terms[TERM.total]!)) {
        this.#nonFiniteAt = step;
        break;
      }
      this.#history.add(step, terms, this.#learningRates[step]!);
    }
    if (this.#history.length > first) this.#onRows(this.#history.table(first));
  }
}
