/**
 * Every name under which the page stores something in the browser. All pages of one origin share the browser's storage, so each
 * name begins with the product's.
 *
 * A name outlives its release: a kept run, set of trials or setting is found under the name that it was stored with.
 */
const PRODUCT = 'deit-playground';

export type StorageName = `${typeof PRODUCT}${string}`;

/** IndexedDB databases with their one object store each. */
export const TABLES = {
  /** The run of each open page at its last snapshot, by page. */
  currentRuns: { database: 'deit-playground', store: 'run' },
  /** Finished and kept runs, each with its summary. */
  keptRuns: { database: 'deit-playground-runs', store: 'runs' },
  /** Sets of matched trials, by set. */
  trialSets: { database: 'deit-playground-trials', store: 'sets' },
  /** The interrupted trial of each page at its last snapshot, by page. */
  interruptedTrials: { database: 'deit-playground-interrupted-trials', store: 'trials' },
  /** The fastest matrix tiles, by adapter. */
  tiles: { database: 'deit-playground-tiles', store: 'tiles' },
} as const satisfies Record<string, { database: StorageName; store: string }>;

/** Caches of downloaded files. */
export const CACHES = {
  datasets: 'deit-playground-data',
  models: 'deit-playground-models',
} as const satisfies Record<string, StorageName>;

/** Settings that every page of this browser shares (localStorage). */
export const SETTINGS = {
  theme: 'deit-playground.theme',
  experiment: 'deit-playground.experiment',
  benchmark: 'deit-playground.benchmark',
} as const satisfies Record<string, StorageName>;

/** What one tab remembers through reloads (sessionStorage). */
export const TAB_SETTINGS = {
  page: 'deit-playground-page',
} as const satisfies Record<string, StorageName>;

/** Web Locks. */
export const LOCKS = {
  /** Held by the worker of a page as long as it lives. */
  worker: (id: string) => `${PRODUCT}/worker ${id}`,
  /** Held by the worker whose page stores its current run and trial in this place. */
  place: (place: string) => `${PRODUCT}/${place}`,
  /** Held by the page that trains this set of trials. */
  trialSet: (id: string) => `${PRODUCT}/trials ${id}`,
} as const satisfies Record<string, (part: string) => StorageName>;

/** Names of releases before this registry existed, without the product's prefix; see `adoptOldStorage`. */
export const OLD = {
  table: { database: 'keyval-store', store: 'keyval' },
  trialKey: 'trial',
  tilesPrefix: 'tiles/',
  datasetCache: 'data',
} as const;
