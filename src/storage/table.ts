/** Tables of the browser's database: values by key. All methods reject if storage is full, forbidden or missing. */
import { createStore, del, delMany, entries, get, keys, set, setMany, type UseStore, update } from 'idb-keyval';
import { TABLES } from './names';

/** Values by key, each read and written whole. */
export interface StorageTable<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
  entries(): Promise<[string, Value][]>;
}

/** A table whose values are large, each with a small summary: listing summaries reads no values. */
export interface SummarisedTable<Summary, Value> {
  summaries(): Promise<Summary[]>;
  get(key: string): Promise<{ summary: Summary; value: Value } | undefined>;
  /** Writes both in one transaction. */
  set(key: string, summary: Summary, value: Value): Promise<void>;
  /** Replaces the summary alone. @param change may throw: then nothing is written */
  changeSummary(key: string, change: (summary: Summary | undefined) => Summary): Promise<void>;
  delete(key: string): Promise<void>;
}

type TableName = keyof typeof TABLES;

/** @param name its values are of the given type in every release, or the caller checks them */
export function browserTable<Value>(name: TableName): StorageTable<Value> {
  const store = storeOf(name);
  return {
    // Async, all of them: storage that is forbidden may throw at once.
    get: async (key) => get<Value>(key, store),
    set: async (key, value) => set(key, value, store),
    delete: async (key) => del(key, store),
    keys: async () => keys<string>(store),
    entries: async () => entries<string, Value>(store),
  };
}

const SUMMARY = 'summary';
const VALUE = 'run';

/** @see browserTable */
export function browserSummarisedTable<Summary, Value>(name: TableName): SummarisedTable<Summary, Value> {
  const store = storeOf(name);
  return {
    summaries: async () =>
      store('readonly', (records) => {
        // An array is greater than any string, so this range holds all keys that begin with SUMMARY.
        const request: IDBRequest<Summary[]> = records.getAll(IDBKeyRange.bound([SUMMARY], [SUMMARY, []]));
        return new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      }),
    get: async (key) => {
      const [summary, value] = await Promise.all([
        get<Summary>([SUMMARY, key], store),
        get<Value>([VALUE, key], store),
      ]);
      return summary && value && { summary, value };
    },
    set: async (key, summary, value) =>
      setMany(
        [
          [[SUMMARY, key], summary],
          [[VALUE, key], value],
        ],
        store,
      ),
    changeSummary: async (key, change) => update<Summary>([SUMMARY, key], change, store),
    delete: async (key) =>
      delMany(
        [
          [SUMMARY, key],
          [VALUE, key],
        ],
        store,
      ),
  };
}

/** The database is opened at its first use, so a page that stores nothing makes none. */
function storeOf(name: TableName): UseStore {
  return createStore(TABLES[name].database, TABLES[name].store);
}
