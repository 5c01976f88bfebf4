import { LOCKS } from './names';

/** What this project uses of the Web Locks API. */
export type Locks = Pick<LockManager, 'query' | 'request'>;

/** Undefined without a secure connection, and outside browsers. */
export function browserLocks(): Locks | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
}

/**
 * Holds a lock from now until this worker ends.
 * @returns its name; undefined if there are no locks
 */
export async function holdLifeLock(locks = browserLocks()): Promise<string | undefined> {
  if (!locks) return undefined;
  const name = LOCKS.worker(crypto.randomUUID());
  await new Promise<void>((held) => {
    void locks.request(name, () => {
      held();
      return new Promise<never>(() => undefined);
    });
  });
  return name;
}

/** Calls back when the holder of a lock ends. Does nothing if it has no holder, because the callback would come at once. */
export async function onRelease(name: string, over: AbortSignal, released: () => void, locks = browserLocks()) {
  const { held } = (await locks?.query()) ?? {};
  if (!held?.some((lock) => lock.name === name)) return;
  await locks?.request(name, { signal: over }, released).catch(() => undefined);
}

/**
 * Acts while this page alone holds the lock.
 * @returns whether it acted: not if another page holds the lock
 */
export async function ifFree(name: string, act: () => Promise<void>, locks = browserLocks()): Promise<boolean> {
  if (!locks) return act().then(() => true);
  return locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await act();
    return lock !== null;
  });
}
