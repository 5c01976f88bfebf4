import type { Checkpoint, EvaluationRecord, MetricTable } from '../../src/engine/io/checkpoint';

const COLUMNS = ['step', 'total', 'labelTerm', 'labelLoss', 'teacherTerm', 'teacherLoss', 'learningRate'] as const;
const INFERENCES = ['cls', 'dist', 'both-logits', 'both-softmax'] as const;

/** One row a step. */
export function metricsCsv(metrics: MetricTable): string {
  const rows = Array.from(metrics.step, (_, i) => COLUMNS.map((name) => metrics[name][i]).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** Accuracy by inference, one row an evaluation; nothing where there is no such head. */
export function evaluationsCsv(evaluations: readonly EvaluationRecord[]): string {
  const rows = evaluations.map(({ step, epoch, accuracy, teacher, images }) =>
    [step, epoch, ...INFERENCES.map((inference) => accuracy[inference] ?? ''), teacher ?? '', images].join(','),
  );
  return `${[`step,epoch,${INFERENCES.join(',')},teacher,images`, ...rows].join('\n')}\n`;
}

/** Steps and evaluations in the order of time, one JSON object a line. */
export function metricLines({ metrics, evaluations }: Checkpoint): string {
  const evaluated = (done: number) =>
    evaluations.filter(({ step }) => step === done).map((record) => JSON.stringify({ evaluation: record }));
  const lines = Array.from(metrics.step, (step, i) => [
    JSON.stringify(Object.fromEntries(COLUMNS.map((name) => [name, metrics[name][i]]))),
    // A step is numbered from 0, an evaluation by the steps done.
    ...evaluated(step + 1),
  ]);
  return `${[...evaluated(0), ...lines.flat()].join('\n')}\n`;
}
