import type { ExperimentConfig } from '../../experiment/config';
import type { EvaluationRecord } from '../train/checkpoint';
import { momentBytes } from '../train/momentHistory';
import type { KeptRun, RunAbout } from './runFile';

/** A saved run in a list, without weights and curves. */
export interface RunSummary {
  id: string;
  name: string;
  about: RunAbout;
  /** As it was written; the user of it validates it. */
  config: ExperimentConfig;
  datasetFingerprint: string;
  /** Optimiser steps done. */
  step: number;
  /** The last evaluation, of this step or an earlier one; null if there is none. */
  evaluation: EvaluationRecord | null;
  bytes: number;
  /** False if the browser had no space for the run. It then exists until the page is closed. */
  stored: boolean;
}

export function summaryOf(id: string, { name, about, checkpoint }: KeptRun, stored = true): RunSummary {
  const { config, datasetFingerprint, step, evaluations } = checkpoint;
  const evaluation = evaluations.at(-1) ?? null;
  return { id, name, about, config, datasetFingerprint, step, evaluation, bytes: checkpointBytes(checkpoint), stored };
}

function checkpointBytes({ parameters, moments, metrics, album }: KeptRun['checkpoint']): number {
  const arrays = [...parameters.values(), moments, ...Object.values(metrics)];
  return [...arrays.map(({ byteLength }) => byteLength), ...album.map(momentBytes)].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
}
