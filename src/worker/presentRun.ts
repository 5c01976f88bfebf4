import { createStore, del, get, set } from 'idb-keyval';
import type { KeptRun } from '../engine/io/runFile';
import { ifStored } from '../engine/storage';

/** The run that is trained, at its last snapshot. */
export interface PresentRun {
  run: KeptRun;
  /** The step at which it was kept last, so that the same is not kept twice; null where it never was. */
  keptAt: number | null;
}

const KEY = 'present';
const store = createStore('deit-playground', 'run');

/**
 * In the browser's own store, so that it is there again after a reload. A browser that keeps nothing (private mode, a full disk)
 * costs the run nothing but that.
 */
export async function savePresent(present: PresentRun): Promise<void> {
  await ifStored(() => set(KEY, present, store));
}

/** The last one, if there is a readable one. */
export async function presentRun(): Promise<PresentRun | null> {
  const present = await ifStored(() => get<PresentRun>(KEY, store));
  return present?.run.checkpoint.parameters instanceof Map ? present : null;
}

export async function forgetPresent(): Promise<void> {
  await ifStored(() => del(KEY, store));
}
