import type { ExperimentConfig } from '../../experiment/config';
import type { EvaluationRecord } from '../train/checkpoint';
import type { KeptRun, RunAbout } from './runFile';

/** What a list shows of a kept run, without its weights and curves. */
export interface RunSummary {
  id: string;
  name: string;
  about: RunAbout;
  /** As it was written: whoever uses it validates it. */
  config: ExperimentConfig;
  datasetFingerprint: string;
  /** Optimiser steps done. */
  step: number;
  /** The last one: of that step or of an earlier one; null where there was none. */
  evaluation: EvaluationRecord | null;
  bytes: number;
  /** False where the browser had no room for it: then it lasts as long as the page. */
  stored: boolean;
}

export function summaryOf(id: string, { name, about, checkpoint }: KeptRun, stored = true): RunSummary {
  const { config, datasetFingerprint, step, evaluations } = checkpoint;
  const evaluation = evaluations.at(-1) ?? null;
  return { id, name, about, config, datasetFingerprint, step, evaluation, bytes: checkpointBytes(checkpoint), stored };
}

function checkpointBytes({ parameters, moments, metrics, album }: KeptRun['checkpoint']): number {
  const moment = album.flatMap(({ maps, cls, dist, teacher }) => [maps, cls, dist, teacher]);
  return [...parameters.values(), moments, ...Object.values(metrics), ...moment].reduce(
    (sum, values) => sum + (values?.byteLength ?? 0),
    0,
  );
}
