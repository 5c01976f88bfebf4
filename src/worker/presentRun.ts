import { createStore, del, get, keys, set } from 'idb-keyval';
import type { KeptRun } from '../engine/io/runFile';
import { ifStored } from '../engine/storage';

/** The run that is trained, at its last snapshot. */
export interface PresentRun {
  run: KeptRun;
  /** The step at which it was kept last, so that the same is not kept twice; null where it never was. */
  keptAt: number | null;
}

/** A run that a page has left behind, and where. */
export interface LeftRun extends PresentRun {
  place: string;
}

const FIRST_PLACE = 'present';
const store = createStore('deit-playground', 'run');

/** Of several pages that train each has a place of its own, held by a lock as long as its worker lives. */
let own: Promise<string> | null = null;

function ownPlace(): Promise<string> {
  own ??= claim();
  return own;
}

async function claim(): Promise<string> {
  if (!locks()) return FIRST_PLACE;
  for (let n = 2, place = FIRST_PLACE; ; place = `${FIRST_PLACE}-${n++}`) if (await hold(place)) return place;
}

/** Missing outside browsers. */
function locks(): LockManager | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
}

/** @returns whether the place was free */
function hold(place: string): Promise<boolean> {
  return new Promise((resolve) => {
    void locks()?.request(lockOf(place), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise<never>(() => undefined) : null;
    });
  });
}

function lockOf(place: string): string {
  return `deit-playground/${place}`;
}

/**
 * In the browser's own store, so that it is there again after a reload. A browser that keeps nothing (private mode, a full disk)
 * costs the run nothing but that.
 */
export async function savePresent(present: PresentRun): Promise<void> {
  const place = await ownPlace();
  await ifStored(() => set(place, present, store));
}

/** This page's, if there is a readable one. */
export async function presentRun(): Promise<PresentRun | null> {
  return readable(await ownPlace());
}

export async function forgetPresent(): Promise<void> {
  await forgetLeft(await ownPlace());
}

/** Those that no page has any more: their pages were closed, or are being loaded again. */
export async function leftRuns(): Promise<LeftRun[]> {
  const here = await ownPlace();
  const places = (await ifStored(() => keys<string>(store))) ?? [];
  const held = new Set((await locks()?.query())?.held?.map(({ name }) => name));
  const left = places.filter((place) => place !== here && !held.has(lockOf(place)));
  const runs = await Promise.all(left.map(async (place) => ({ place, present: await readable(place) })));
  return runs.flatMap(({ place, present }) => (present ? [{ ...present, place }] : []));
}

export async function forgetLeft(place: string): Promise<void> {
  await ifStored(() => del(place, store));
}

async function readable(place: string): Promise<PresentRun | null> {
  const present = await ifStored(() => get<PresentRun>(place, store));
  return present?.run.checkpoint.parameters instanceof Map ? present : null;
}
