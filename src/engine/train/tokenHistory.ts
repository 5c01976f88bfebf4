/** Both tokens over the probes at one step. */
export interface TokenRecord {
  /** Optimiser steps done. */
  step: number;
  /** Cosine of class and distillation token before the first block and after each, mean over the probes, [layers + 1]. */
  cosine: Float32Array<ArrayBuffer> | null;
  /** Share of each token's attention to the patches that lies on the object (last layer, mean of heads and probes), [tokens]. */
  onObject: Float32Array<ArrayBuffer> | null;
}

/** Records that are kept; beyond that every other one goes, and later ones keep the wider distance. */
const MAX_RECORDS = 512;

/** How the tokens changed over a run: bounded, however long it is. */
export class TokenHistory {
  #records: TokenRecord[] = [];
  /** Steps between two records, at least. */
  #distance = 1;

  get records(): readonly TokenRecord[] {
    return this.#records;
  }

  /** A step that is too near to the last record is left out; one that was there before replaces it and all later ones. */
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

  rewind(step: number): void {
    this.#records = this.#records.filter((record) => record.step <= step);
  }

  replace(records: readonly TokenRecord[]): void {
    this.#records = [...records];
    const [first, second] = records;
    this.#distance = records.length > MAX_RECORDS / 2 && first && second ? Math.max(1, second.step - first.step) : 1;
  }
}
