import type { ImageDataset } from '../engine/data/dataset';
import { asBefore, type RunBefore } from '../engine/train/checkpoint';
import type { Run, RunEvents } from '../engine/train/run';
import type { ExperimentConfig } from '../experiment/config';
import type { WorkerEvent } from './protocol';
import { attentionOf, stepSnapshotOf } from './views';

/** Test images of an evaluation where the processor does the work: training must not wait for it. */
const SLOW_EVALUATION_IMAGES = 300;
const SLOW_LAST_EVALUATION_IMAGES = 1500;
/** Milliseconds between two drawings of the curves there: drawing takes the cores that training needs. */
const SLOW_METRICS_EVERY = 250;

/** What a run tells the page while it goes on. */
export function toldTo(
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

/** A run as another one is to begin with it: stopped, and tested at its present step. */
export async function testedRun(run: Run): Promise<RunBefore> {
  await run.pause();
  if (run.history.evaluations.at(-1)?.step !== run.trainer.step) await run.evaluate();
  return asBefore(await run.checkpoint());
}

export function spare(run: Run): void {
  run.metricsEvery = SLOW_METRICS_EVERY;
  run.evaluationImages = SLOW_EVALUATION_IMAGES;
  run.finalEvaluationImages = SLOW_LAST_EVALUATION_IMAGES;
}
