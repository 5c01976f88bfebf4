import type { KeptRun } from '../engine/io/runFile';
import { PageRecord } from '../storage/pageRecord';
import { browserTable } from '../storage/table';

/** The run that is being trained, at its last snapshot. */
export interface CurrentRun {
  run: KeptRun;
  /** The step at which it was last added to the kept runs, so that it is not added twice; null if it never was. */
  keptAt: number | null;
}

/** The current run of each page. */
export const currentRuns = new PageRecord<CurrentRun>(
  browserTable('currentRuns'),
  (stored) => stored.run.checkpoint.parameters instanceof Map,
);
