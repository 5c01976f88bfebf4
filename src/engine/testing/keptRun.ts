import type { ExperimentConfig } from '../../experiment/config';
import type { ImageDataset } from '../data/dataset';
import type { KeptRun } from '../io/runFile';
import type { Checkpoint } from '../train/checkpoint';
import { Run, type RunEvents } from '../train/run';
import { microExperiment, stripes } from './micro';

const QUIET: RunEvents = {
  metrics: () => undefined,
  evaluation: () => undefined,
  batch: () => undefined,
  attention: () => undefined,
  snapshot: () => undefined,
  progress: () => undefined,
};

/** A micro run on the stripes after a few steps, with an evaluation and probes, its data set and its checkpoint. */
export async function microRun(
  steps: number,
  change: Partial<ExperimentConfig> = {},
): Promise<{ run: Run; dataset: ImageDataset; checkpoint: Checkpoint }> {
  const dataset = stripes();
  const run = new Run(microExperiment(change), dataset, null, QUIET);
  await run.start();
  await run.probes.choose([0, 1]);
  for (let i = 0; i < steps; i++) await run.stepOnce();
  await run.evaluate();
  return { run, dataset, checkpoint: await run.checkpoint() };
}

export function keptRunOf(checkpoint: Checkpoint, name = 'a run'): KeptRun {
  return {
    name,
    about: {
      dataset: { id: 'shapes', name: 'Stripes' },
      teacher: null,
      adapter: 'processor',
      start: { weights: '01234567', order: '89abcdef' },
      seconds: 3,
      date: '2026-01-01T00:00:00.000Z',
      commit: null,
    },
    checkpoint,
  };
}
