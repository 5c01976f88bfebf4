import { TERM } from '../kernels/distillationLoss';
import { type EvaluationRecord, METRIC_COLUMNS, type MetricTable } from './checkpoint';

type Row = { [K in keyof MetricTable]: number };

/** Metrics and evaluations of a run in the order of its steps. */
export class RunHistory {
  #rows: Row[] = [];
  evaluations: EvaluationRecord[] = [];

  /** @param terms loss terms of the step, see TERM */
  add(step: number, terms: ArrayLike<number>, learningRate: number): void {
    this.#rows.push({
      step,
      total: terms[TERM.total]!,
      labelTerm: terms[TERM.labelTerm]!,
      labelLoss: terms[TERM.labelLoss]!,
      teacherTerm: terms[TERM.teacherTerm]!,
      teacherLoss: terms[TERM.teacherLoss]!,
      learningRate,
    });
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Rows `from` … `to` − 1 as columns. */
  table(from = 0, to = this.#rows.length): MetricTable {
    return tableOf(this.#rows.slice(from, to));
  }

  /** The loss terms of a step, counted from 0; null if they have not been read yet. */
  terms(step: number): Omit<Row, 'step' | 'learningRate'> | null {
    const row = this.#rows.find((row) => row.step === step);
    if (!row) return null;
    const { total, labelTerm, labelLoss, teacherTerm, teacherLoss } = row;
    return { total, labelTerm, labelLoss, teacherTerm, teacherLoss };
  }

  replace(metrics: MetricTable, evaluations: EvaluationRecord[]): void {
    this.#rows = Array.from(
      metrics.step,
      (_, i) => Object.fromEntries(METRIC_COLUMNS.map((name) => [name, metrics[name][i]!])) as Row,
    );
    this.evaluations = [...evaluations];
  }
}

function tableOf(rows: Row[]): MetricTable {
  const column = (name: keyof Row) => Float32Array.from(rows, (row) => row[name]);
  return {
    step: Float64Array.from(rows, (row) => row.step),
    total: column('total'),
    labelTerm: column('labelTerm'),
    labelLoss: column('labelLoss'),
    teacherTerm: column('teacherTerm'),
    teacherLoss: column('teacherLoss'),
    learningRate: column('learningRate'),
  };
}
