import type { OwnFile } from '../../engine/data/own/files';
import type { RunSummary } from '../../engine/io/runSummary';
import type { Empty } from './messages';
import type { TrainingCurves } from './run';

export interface KeptRunRequests {
  /** Adds the current run to the kept ones. The name is null if this step of it was kept already. */
  keepRun: { ask: Empty; answer: { name: string | null } };
  /** The kept runs, the latest first. After a change they come as a `runs` event. */
  runs: { ask: Empty; answer: { runs: RunSummary[] } };
  runHistory: { ask: { id: string }; answer: KeptCurves };
  renameRun: { ask: { id: string; name: string }; answer: Empty };
  deleteRun: { ask: { id: string }; answer: Empty };
  /** Restores the run that was deleted last. */
  bringBackRun: { ask: Empty; answer: Empty };
  /** A kept run as one file. */
  exportRun: { ask: { id: string }; answer: { file: Uint8Array<ArrayBuffer> } };
  /** Reads a run file; `takeRun` then adds the run that was read last to the kept ones. */
  readRun: { ask: { file: OwnFile }; answer: { run: RunSummary } };
  takeRun: { ask: Empty; answer: { run: RunSummary } };
}

/** What the comparison of kept runs draws. */
export type KeptCurves = Pick<TrainingCurves, 'metrics' | 'evaluations'>;
