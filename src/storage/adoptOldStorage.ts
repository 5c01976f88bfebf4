/** Moves what earlier releases stored under names that any page of the origin may use. */
import { createStore, del, entries, get, keys, set } from 'idb-keyval';
import { openCache } from './caches';
import { ifStored } from './ifStored';
import { OLD } from './names';
import type { StorageTable } from './table';

/** The place of an interrupted trial of an earlier release. No page has this place, so any page may take it over. */
const ADOPTED = 'adopted';

/**
 * Moves the interrupted trial and drops the tile choices, which are measured again. Records of other pages stay.
 * @param old null if there is none
 */
export async function adoptOldTrial<Trial>(
  trials: StorageTable<Trial>,
  isTrial: (value: unknown) => value is Trial,
  isTiles: (value: unknown) => boolean,
  old: Promise<StorageTable<unknown> | null> = oldTable(),
): Promise<void> {
  await ifStored(async () => {
    const table = await old;
    if (!table) return;
    const trial = await table.get(OLD.trialKey);
    if (isTrial(trial)) {
      await trials.set(ADOPTED, trial);
      await table.delete(OLD.trialKey);
    }
    for (const key of await table.keys()) {
      // Other pages may store keys of any kind here.
      if (`${key}`.startsWith(OLD.tilesPrefix) && isTiles(await table.get(key))) await table.delete(key);
    }
  });
}

/** Moves the data set files below an address to their cache of today. */
export async function adoptOldDatasets(baseUrl: string): Promise<void> {
  await ifStored(async () => {
    if (!(await caches.has(OLD.datasetCache))) return;
    const [old, files] = [await caches.open(OLD.datasetCache), await openCache('datasets')];
    for (const request of await old.keys()) {
      const response = request.url.startsWith(baseUrl) ? await old.match(request) : undefined;
      if (!files || !response) continue;
      await files.put(request, response);
      await old.delete(request);
    }
    if ((await old.keys()).length === 0) await caches.delete(OLD.datasetCache);
  });
}

/** The default database of idb-keyval. Null if there is none: opening it would make one. */
async function oldTable(): Promise<StorageTable<unknown> | null> {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === OLD.table.database)) return null;
  const store = createStore(OLD.table.database, OLD.table.store);
  return {
    get: (key) => get<unknown>(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    keys: () => keys<string>(store),
    entries: () => entries<string, unknown>(store),
  };
}
