import type { ImageDataset } from '../engine/data/dataset';
import { asBefore, type RunBefore } from '../engine/train/checkpoint';
import type { Run, RunEvents } from '../engine/train/run';
import type { ExperimentConfig } from '../experiment/config';
import type { WorkerEvent } from './protocol';
import { attentionOf, stepSnapshotOf } from './views';

/** Test images of an evaluation on a slow device: training must not wait for it. */
const SLOW_EVALUATION_IMAGES = 300;
const SLOW_LAST_EVALUATION_IMAGES = 1500;
/** Milliseconds between two updates of the curves on a slow device: drawing takes the cores that training needs. */
const SLOW_METRICS_EVERY = 250;

/** Sends what happens in a run to the page. */
export function pageEvents(
  emit: (event: WorkerEvent) => void,
  dataset: ImageDataset,
  config: ExperimentConfig,
): Pick<RunEvents, 'metrics' | 'evaluation' | 'batch' | 'attention'> {
  return {
    metrics: (metrics) => emit({ kind: 'metrics', metrics }),
    evaluation: (evaluation) => emit({ kind: 'evaluation', evaluation }),
    batch: (readback) => emit({ kind: 'step-snapshot', snapshot: stepSnapshotOf(readback, dataset, config) }),
    attention: (step, probes, reading) =>
      emit({ kind: 'attention', attention: attentionOf(step, probes, reading, dataset, config) }),
  };
}

/** A run as the starting point of a fine-tuned one: paused, and evaluated at its current step. */
export async function testedRun(run: Run): Promise<RunBefore> {
  await run.pause();
  if (run.history.evaluations.at(-1)?.step !== run.trainer.step) await run.evaluate();
  return asBefore(await run.checkpoint());
}

/** Lets a run on a slow device evaluate and report less. */
export function reduceReports(run: Run): void {
  run.metricsEvery = SLOW_METRICS_EVERY;
  run.evaluationImages = SLOW_EVALUATION_IMAGES;
  run.finalEvaluationImages = SLOW_LAST_EVALUATION_IMAGES;
}
