import { create } from 'zustand';
import { migrate } from '../../experiment/fields/migrate';
import type { KeptCurves, RunSummary } from '../../worker/protocol';

/** Runs that can be told apart in one chart. */
export const MAX_COMPARED = 6;

export interface RunsState {
  /** The latest first; null as long as nobody has asked. */
  runs: readonly RunSummary[] | null;
  /** Those that are compared, in the order in which they were chosen. */
  chosen: readonly string[];
  /** Of the chosen ones, as they come. */
  curves: ReadonlyMap<string, KeptCurves>;
  /** The run that was deleted last, if it can still be brought back. */
  deleted: string | null;
}

export const useRuns = create<RunsState>()(() => ({ runs: null, chosen: [], curves: new Map(), deleted: null }));

/** Takes over a list that the worker sends. */
export function receiveRuns(runs: readonly RunSummary[]) {
  const there = new Set(runs.map(({ id }) => id));
  useRuns.setState(({ chosen, curves }) => ({
    runs: runs.map((run) => ({ ...run, config: migrate(run.config) })),
    chosen: chosen.filter((id) => there.has(id)),
    curves: new Map([...curves].filter(([id]) => there.has(id))),
  }));
}
