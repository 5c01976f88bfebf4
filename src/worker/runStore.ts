import { createStore, delMany, getMany, setMany, update } from 'idb-keyval';
import type { KeptRun } from '../engine/io/runFile';
import { type RunSummary, summaryOf } from '../engine/io/runSummary';
import { ProblemError } from '../experiment/problem';

/** Where kept runs lie. Everything may fail: storage can be full or forbidden. */
export interface RunStore {
  summaries(): Promise<RunSummary[]>;
  read(id: string): Promise<KeptRun | undefined>;
  /** Whole, or not at all. */
  write(id: string, run: KeptRun): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
}

const SUMMARY = 'summary';
const RUN = 'run';
const store = createStore('deit-playground-runs', 'runs');

/** The browser's own store. What a list shows lies beside each run, so that listing reads no weights. */
export const browserStore: RunStore = {
  // Async, all of them: storage that is forbidden may throw at once.
  summaries: async () =>
    store('readonly', (records) => {
      // An array is greater than any text: all keys that begin so.
      const request: IDBRequest<RunSummary[]> = records.getAll(IDBKeyRange.bound([SUMMARY], [SUMMARY, []]));
      return new Promise((resolve, reject) => {
        // One without id was renamed by an earlier version after another page had deleted it.
        request.onsuccess = () => resolve(request.result.filter(({ id }) => id !== undefined));
        request.onerror = () => reject(request.error);
      });
    }),
  // The name is that of the summary: a new one writes no weights.
  read: async (id) => {
    const [summary, run] = await getMany<RunSummary | KeptRun>(
      [
        [SUMMARY, id],
        [RUN, id],
      ],
      store,
    );
    return summary && run && { ...(run as KeptRun), name: summary.name };
  },
  // One transaction.
  write: async (id, run) =>
    setMany(
      [
        [[SUMMARY, id], summaryOf(id, run)],
        [[RUN, id], run],
      ],
      store,
    ),
  rename: async (id, name) =>
    update<RunSummary>(
      [SUMMARY, id],
      (summary) => {
        if (!summary) throw new ProblemError('not-found', 'This run is not kept any more: another page deleted it.');
        return { ...summary, name };
      },
      store,
    ),
  remove: async (id) =>
    delMany(
      [
        [SUMMARY, id],
        [RUN, id],
      ],
      store,
    ),
};
