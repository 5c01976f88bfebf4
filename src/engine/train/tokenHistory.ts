/** Measures of both tokens at one step, over all probes. */
export interface TokenRecord {
  /** Optimiser steps done. */
  step: number;
  /** As `ProbeReading.cosine`. */
  cosine: Float32Array<ArrayBuffer> | null;
  /** As `ProbeReading.onObject`. */
  onObject: Float32Array<ArrayBuffer> | null;
}

/** Limit of the records. Above it every second record is dropped and the distance of later ones is doubled. */
const MAX_RECORDS = 512;

/** How the tokens changed during a run. Its size is bounded for a run of any length. */
export class TokenHistory {
  #records: TokenRecord[] = [];
  /** Smallest number of steps between two records. */
  #distance = 1;

  get records(): readonly TokenRecord[] {
    return this.#records;
  }

  /** Skips a step that is too close to the last record. An earlier step replaces all records from that step on. */
  add({ step, cosine, onObject }: TokenRecord): void {
    if (!cosine && !onObject) return;
    this.rewind(step - 1);
    const last = this.#records.at(-1);
    if (last && step - last.step < this.#distance) return;
    this.#records.push({ step, cosine: cosine?.slice() ?? null, onObject: onObject?.slice() ?? null });
    if (this.#records.length <= MAX_RECORDS) return;
    this.#records = this.#records.filter((_, i) => i % 2 === 0);
    this.#distance = Math.max(2 * this.#distance, Math.floor(step / MAX_RECORDS));
  }

  /** Drops all records after a step. */
  rewind(step: number): void {
    this.#records = this.#records.filter((record) => record.step <= step);
  }

  replace(records: readonly TokenRecord[]): void {
    this.#records = [...records];
    const [first, second] = records;
    this.#distance = records.length > MAX_RECORDS / 2 && first && second ? Math.max(1, second.step - first.step) : 1;
  }
}
