import {
  type Checkpoint,
  type EvaluationRecord,
  METRIC_COLUMNS,
  type MetricTable,
} from '../../src/engine/io/checkpoint';
import { INFERENCES } from '../../src/engine/spec/experiment';
import type { TestSetResult } from '../../src/engine/spec/testSets';

/** One row a step. */
export function metricsCsv(metrics: MetricTable): string {
  const rows = Array.from(metrics.step, (_, i) => METRIC_COLUMNS.map((name) => metrics[name][i]).join(','));
  return `${[METRIC_COLUMNS.join(','), ...rows].join('\n')}\n`;
}

/** Accuracy by inference, one row an evaluation; nothing where there is no such head. */
export function evaluationsCsv(evaluations: readonly EvaluationRecord[]): string {
  const rows = evaluations.map(({ step, epoch, accuracy, teacher, images }) =>
    [step, epoch, ...INFERENCES.map((inference) => accuracy[inference] ?? ''), teacher ?? '', images].join(','),
  );
  return `${[`step,epoch,${INFERENCES.join(',')},teacher,images`, ...rows].join('\n')}\n`;
}

/** Accuracy by inference on other test sets, one row a set; nothing where there is no such head, no average, no teacher. */
export function otherTestsCsv(results: readonly TestSetResult[]): string {
  const averaged = INFERENCES.map((inference) => `averaged-${inference}`);
  const head = ['set', 'strength', ...INFERENCES, ...averaged, 'teacher', 'images'];
  const rows = results.map((result) =>
    [
      ...[result.set.kind, result.set.strength],
      ...INFERENCES.map((inference) => result.accuracy[inference] ?? ''),
      ...INFERENCES.map((inference) => result.averaged?.[inference] ?? ''),
      ...[result.teacher ?? '', result.images],
    ].join(','),
  );
  return `${[head.join(','), ...rows].join('\n')}\n`;
}

/** Steps and evaluations in the order of time, one JSON object a line. */
export function metricLines({ metrics, evaluations }: Checkpoint): string {
  const evaluated = (done: number) =>
    evaluations.filter(({ step }) => step === done).map((record) => JSON.stringify({ evaluation: record }));
  const lines = Array.from(metrics.step, (step, i) => [
    JSON.stringify(Object.fromEntries(METRIC_COLUMNS.map((name) => [name, metrics[name][i]]))),
    // A step is numbered from 0, an evaluation by the steps done.
    ...evaluated(step + 1),
  ]);
  return `${[...evaluated(0), ...lines.flat()].join('\n')}\n`;
}
