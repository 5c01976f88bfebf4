import { create } from 'zustand';
import { migrate } from '../../experiment/fields/migrate';
import type { KeptCurves, RunSummary } from '../../worker/protocol';

/** More runs cannot be told apart in one chart. */
export const MAX_COMPARED = 6;

export interface RunsState {
  /** The latest first; null until the list was requested. */
  runs: readonly RunSummary[] | null;
  /** Ids of the runs in the comparison, in the order in which they were chosen. */
  chosen: readonly string[];
  /** Curves of the chosen runs, as they arrive. */
  curves: ReadonlyMap<string, KeptCurves>;
  /** Name of the run that was deleted last, if it can still be restored. */
  deleted: string | null;
}

export const useRuns = create<RunsState>()(() => ({ runs: null, chosen: [], curves: new Map(), deleted: null }));

/** Shows a list that the worker sent. */
export function receiveRuns(runs: readonly RunSummary[]) {
  const there = new Set(runs.map(({ id }) => id));
  useRuns.setState(({ chosen, curves }) => ({
    runs: runs.map((run) => ({ ...run, config: migrate(run.config) })),
    chosen: chosen.filter((id) => there.has(id)),
    curves: new Map([...curves].filter(([id]) => there.has(id))),
  }));
}
