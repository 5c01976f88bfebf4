import type { Page } from '@playwright/test';
import { TABLES } from '../../src/storage/names';

/** An interrupted trial in the browser's storage. */
export interface StoredTrial {
  place: string;
  epochs: number;
  step: number;
}

interface InterruptedTrial {
  checkpoint: { step: number; config: { epochs: number } };
}

/** The interrupted trials of all tabs. */
export async function interruptedTrials(page: Page): Promise<StoredTrial[]> {
  const { database, store } = TABLES.interruptedTrials;
  const places = await storedNames(page, database, store);
  const trials = await page.evaluate(async ({ database, store }) => {
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(database);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = await new Promise<InterruptedTrial[]>((resolve, reject) => {
      const request = opened.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    opened.close();
    return all.map(({ checkpoint }) => ({ epochs: checkpoint.config.epochs, step: checkpoint.step }));
  }, TABLES.interruptedTrials);
  return trials.map((trial, i) => ({ ...trial, place: places[i]! }));
}

/** Whether a tab holds this Web Lock. */
export function isHeld(page: Page, lock: string): Promise<boolean> {
  return page.evaluate(async (lock) => {
    const { held } = await navigator.locks.query();
    return held?.some(({ name }) => name === lock) ?? false;
  }, lock);
}

/** The keys of a table. */
export function storedNames(page: Page, database: string, store: string): Promise<string[]> {
  return page.evaluate(
    ({ database, store }) =>
      new Promise<string[]>((resolve, reject) => {
        const request = indexedDB.open(database);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const keys = request.result.transaction(store).objectStore(store).getAllKeys();
          keys.onerror = () => reject(keys.error);
          keys.onsuccess = () => {
            request.result.close();
            resolve(keys.result.map(String));
          };
        };
      }),
    { database, store },
  );
}

/** Moves the interrupted trial to the place where the last release stored it, next to tile choices and another page's record. */
export function storeAsLastRelease(page: Page): Promise<void> {
  return page.evaluate(async ({ database, store }) => {
    const opened = (name: string, made?: string) =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => made !== undefined && request.result.createObjectStore(made);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const done = (transaction: IDBTransaction) =>
      new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = () => reject(transaction.error);
      });
    const today = await opened(database);
    const taken = today.transaction(store, 'readwrite');
    const trials = taken.objectStore(store).getAll();
    trials.onsuccess = () => taken.objectStore(store).clear();
    await done(taken);
    today.close();
    const old = await opened('keyval-store', 'keyval');
    const put = old.transaction('keyval', 'readwrite');
    const { savedAt: _, ...trial } = trials.result[0];
    put.objectStore('keyval').put(trial, 'trial');
    put.objectStore('keyval').put({ '1x1x1': { rows: 4, cols: 4 } }, 'tiles/an adapter');
    put.objectStore('keyval').put('theirs', 'of another page');
    await done(put);
    old.close();
  }, TABLES.interruptedTrials);
}
