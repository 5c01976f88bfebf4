import {
  type Checkpoint,
  type EvaluationRecord,
  METRIC_COLUMNS,
  type MetricTable,
} from '../../src/engine/train/checkpoint';
import { INFERENCES, type Inference } from '../../src/experiment/config';
import type { TestSetResult } from '../../src/experiment/testSets';

/** The metrics as CSV, one row per step. */
export function metricsCsv(metrics: MetricTable): string {
  const rows = Array.from(metrics.step, (_, i) => METRIC_COLUMNS.map((name) => metrics[name][i]).join(','));
  return `${[METRIC_COLUMNS.join(','), ...rows].join('\n')}\n`;
}

const AVERAGED = INFERENCES.map((inference) => `averaged-${inference}`);

/** Accuracy by inference; an empty cell if there is no such head. */
const shares = (accuracy: Record<Inference, number | null> | null) =>
  INFERENCES.map((inference) => accuracy?.[inference] ?? '');

/**
 * Accuracy by inference, of the weights and of their average, as CSV with one row per evaluation. `fusion-flips` counts images for
 * which the two ways of fusing the heads disagree.
 */
export function evaluationsCsv(evaluations: readonly EvaluationRecord[]): string {
  const head = ['step', 'epoch', ...INFERENCES, ...AVERAGED, 'teacher', 'images', 'fusion-flips'];
  const rows = evaluations.map(({ step, epoch, accuracy, averaged, teacher, images, fusionFlips }) =>
    [step, epoch, ...shares(accuracy), ...shares(averaged), teacher ?? '', images, fusionFlips].join(','),
  );
  return `${[head.join(','), ...rows].join('\n')}\n`;
}

/** Accuracy by inference on other test sets, one row per set; an empty cell if there is no such head, average or teacher. */
export function otherTestsCsv(results: readonly TestSetResult[]): string {
  const head = ['set', 'strength', ...INFERENCES, ...AVERAGED, 'teacher', 'images'];
  const rows = results.map((result) =>
    [
      ...[result.set.kind, result.set.strength],
      ...shares(result.accuracy),
      ...shares(result.averaged),
      ...[result.teacher ?? '', result.images],
    ].join(','),
  );
  return `${[head.join(','), ...rows].join('\n')}\n`;
}

/** Steps and evaluations in order of time, one JSON object per line. */
export function metricLines({ metrics, evaluations }: Checkpoint): string {
  const evaluated = (done: number) =>
    evaluations.filter(({ step }) => step === done).map((record) => JSON.stringify({ evaluation: record }));
  const lines = Array.from(metrics.step, (step, i) => [
    JSON.stringify(Object.fromEntries(METRIC_COLUMNS.map((name) => [name, metrics[name][i]]))),
    // Steps count from 0; an evaluation has the number of steps done.
    ...evaluated(step + 1),
  ]);
  return `${[...evaluated(0), ...lines.flat()].join('\n')}\n`;
}
