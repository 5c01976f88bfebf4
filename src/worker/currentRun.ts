import { createStore, del, get, keys, set } from 'idb-keyval';
import type { KeptRun } from '../engine/io/runFile';
import { ifStored } from '../storage/ifStored';

/** The run that is trained, at its last snapshot. */
export interface CurrentRun {
  run: KeptRun;
  /** The step at which it was kept last, so that the same is not kept twice; null where it never was. */
  keptAt: number | null;
}

const store = createStore('deit-playground', 'run');

let page = '';
/** Of several pages that train each has a place of its own, held by a lock as long as its worker lives. */
let own: Promise<string> | null = null;

/** @param name of the page, through reloads; before anything else */
export function claimCurrentRun(name: string): void {
  page = name;
  void ownPlace();
}

function ownPlace(): Promise<string> {
  own ??= claim();
  return own;
}

/** A duplicated page has the name of its original, whose place is taken. */
async function claim(): Promise<string> {
  const place = `present ${page}`;
  for (let n = 2, free = place; ; free = `${place} ${n++}`) if (await hold(free)) return free;
}

/** Missing outside browsers. */
function locks(): LockManager | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
}

/** What the worker of a page that is loaded again may take to go, in milliseconds. */
const PATIENCE = 3000;

/** @returns whether the place was free, or became free; where there are no locks, all are */
function hold(place: string): Promise<boolean> {
  return new Promise((resolve) => {
    // In line for it, so that nobody else takes it, or what is there, in between.
    const options = { signal: AbortSignal.timeout(PATIENCE) };
    const answer = locks()?.request(lockOf(place), options, () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    });
    if (answer) answer.catch(() => resolve(!options.signal.aborted));
    else resolve(true);
  });
}

function lockOf(place: string): string {
  return `deit-playground/${place}`;
}

/**
 * In the browser's own store, so that it is there again after a reload. A browser that keeps nothing (private mode, a full disk)
 * costs the run nothing but that.
 * @returns whether it was stored
 */
export async function saveCurrentRun(present: CurrentRun): Promise<boolean> {
  const place = await ownPlace();
  return (await ifStored(() => set(place, present, store).then(() => true))) ?? false;
}

/** This page's, if there is a readable one. */
export async function currentRun(): Promise<CurrentRun | null> {
  return readable(await ownPlace());
}

export async function forgetCurrentRun(): Promise<void> {
  const place = await ownPlace();
  await ifStored(() => del(place, store));
}

/** Those that no page has any more: of pages that were closed. */
export async function abandonedRuns(): Promise<CurrentRun[]> {
  const runs = await Promise.all((await abandonedPlaces()).map(readable));
  return runs.filter((run) => run !== null);
}

/**
 * Sees to each of them, while no page can take its place.
 * @param settle says whether the run is safe elsewhere: then it is forgotten
 */
export async function settleAbandoned(settle: (left: CurrentRun) => Promise<boolean>): Promise<void> {
  for (const place of await abandonedPlaces()) {
    await ifStored(async () => {
      await locks()?.request(lockOf(place), { ifAvailable: true }, async (lock) => {
        const left = lock && (await readable(place));
        if (left && (await settle(left))) await del(place, store);
      });
    });
  }
}

async function abandonedPlaces(): Promise<string[]> {
  const here = await ownPlace();
  const places = (await ifStored(() => keys<string>(store))) ?? [];
  const { held = [] } = (await ifStored(async () => locks()?.query())) ?? {};
  return places.filter((place) => place !== here && !held.some(({ name }) => name === lockOf(place)));
}

async function readable(place: string): Promise<CurrentRun | null> {
  const present = await ifStored(() => get<CurrentRun>(place, store));
  return present?.run.checkpoint.parameters instanceof Map ? present : null;
}
