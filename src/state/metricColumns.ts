import type { MetricTable } from '../worker/protocol';

const INITIAL_ROWS = 4096;

const NAMES = ['total', 'labelTerm', 'labelLoss', 'teacherTerm', 'teacherLoss', 'learningRate'] as const;

function allocate(rows: number): MetricTable {
  return {
    step: new Float64Array(rows),
    total: new Float32Array(rows),
    labelTerm: new Float32Array(rows),
    labelLoss: new Float32Array(rows),
    teacherTerm: new Float32Array(rows),
    teacherLoss: new Float32Array(rows),
    learningRate: new Float32Array(rows),
  };
}

/** Step metrics in columns that double when full: appending costs the appended rows, reading costs nothing. Steps rise strictly. */
export class MetricColumns {
  #columns = allocate(INITIAL_ROWS);
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Adds rows. Rows at or after the first new step are overwritten: that run went back to a snapshot. */
  append(metrics: MetricTable) {
    const added = metrics.step.length;
    if (added === 0) return;
    this.rewind(metrics.step[0]! - 1);
    this.#reserve(this.#rows + added);
    this.#columns.step.set(metrics.step, this.#rows);
    for (const name of NAMES) this.#columns[name].set(metrics[name], this.#rows);
    this.#rows += added;
  }

  /** Drops the rows after `step`. */
  rewind(step: number) {
    let low = 0;
    let high = this.#rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#columns.step[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    this.#rows = low;
  }

  clear() {
    this.#rows = 0;
  }

  /** The filled part of the columns, without a copy. */
  view(): MetricTable {
    const rows = this.#rows;
    const columns = this.#columns;
    return {
      step: columns.step.subarray(0, rows),
      total: columns.total.subarray(0, rows),
      labelTerm: columns.labelTerm.subarray(0, rows),
      labelLoss: columns.labelLoss.subarray(0, rows),
      teacherTerm: columns.teacherTerm.subarray(0, rows),
      teacherLoss: columns.teacherLoss.subarray(0, rows),
      learningRate: columns.learningRate.subarray(0, rows),
    };
  }

  #reserve(rows: number) {
    const capacity = this.#columns.step.length;
    if (rows <= capacity) return;
    const kept = this.view();
    this.#columns = allocate(Math.max(rows, 2 * capacity));
    this.#columns.step.set(kept.step);
    for (const name of NAMES) this.#columns[name].set(kept[name]);
  }
}
