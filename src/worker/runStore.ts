import type { KeptRun } from '../engine/io/runFile';
import { type RunSummary, summaryOf } from '../engine/io/runSummary';
import { ProblemError } from '../experiment/problem';
import { browserSummarisedTable } from '../storage/table';

/** Stores kept runs. Every method may reject: storage can be full or forbidden. */
export interface RunStore {
  summaries(): Promise<RunSummary[]>;
  read(id: string): Promise<KeptRun | undefined>;
  /** Stores the run as a whole or not at all. */
  write(id: string, run: KeptRun): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
}

const table = browserSummarisedTable<RunSummary, KeptRun>('keptRuns');

/** The browser's own store. */
export const browserStore: RunStore = {
  // An earlier release could rename a run that another page had deleted: such a summary has no id.
  summaries: async () => (await table.summaries()).filter(({ id }) => id !== undefined),
  read: async (id) => {
    const stored = await table.get(id);
    // Renaming changes the summary alone.
    return stored && { ...stored.value, name: stored.summary.name };
  },
  write: (id, run) => table.set(id, summaryOf(id, run), run),
  rename: (id, name) =>
    table.changeSummary(id, (summary) => {
      if (!summary) throw new ProblemError('not-found', 'This run no longer exists: another page deleted it.');
      return { ...summary, name };
    }),
  remove: (id) => table.delete(id),
};
