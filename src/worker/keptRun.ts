import { del, get, set } from 'idb-keyval';
import type { Checkpoint } from '../engine/io/checkpoint';

const KEY = 'run';

/**
 * The last run's snapshot in the browser's own store, so that it is there again after a reload. A browser that keeps nothing
 * (private mode, a full disk) costs the run nothing but that.
 */
export async function keepRun(checkpoint: Checkpoint): Promise<void> {
  await set(KEY, checkpoint).catch(() => undefined);
}

/** The kept snapshot, if there is a readable one. */
export async function keptRun(): Promise<Checkpoint | null> {
  const kept = await get<Checkpoint>(KEY).catch(() => undefined);
  return kept?.parameters instanceof Map && kept.moments instanceof Float32Array ? kept : null;
}

export async function forgetRun(): Promise<void> {
  await del(KEY).catch(() => undefined);
}
