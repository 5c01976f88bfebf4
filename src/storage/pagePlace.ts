import { ifStored } from './ifStored';
import { browserLocks, type Locks } from './locks';
import { LOCKS } from './names';

/** How long the worker of a reloaded page may take to release its locks, in milliseconds. */
const RELEASE_MS = 3000;

/**
 * The place of this page in every table that has one record a page. Several pages of one browser may train at once. Each holds a lock
 * on its place as long as its worker lives, so they never overwrite each other, and a place without a lock belongs to a page that
 * was closed.
 */
export class PagePlace {
  readonly #locks: Locks | undefined;
  readonly #patience: number;
  #page = '';
  #own: Promise<string> | null = null;

  /** @param locks undefined if there are none, as outside browsers: then this is the only page */
  constructor(locks = browserLocks(), patience = RELEASE_MS) {
    this.#locks = locks;
    this.#patience = patience;
  }

  /** Call first. @param page the page's name, which it keeps through reloads */
  claim(page: string): void {
    this.#page = page;
    void this.own();
  }

  /** The key of this page's record. */
  own(): Promise<string> {
    this.#own ??= this.#claim();
    return this.#own;
  }

  /** Those of the keys that belong to closed pages. */
  async abandoned(keys: readonly string[]): Promise<string[]> {
    const own = await this.own();
    const { held = [] } = (await ifStored(async () => this.#locks?.query())) ?? {};
    const names = new Set(held.map(({ name }) => name));
    return keys.filter((key) => key !== own && !names.has(LOCKS.place(key)));
  }

  /** Acts while no page can claim the place. Does nothing if a page has claimed it, or if there are no locks. */
  async whileAbandoned(place: string, act: () => Promise<void>): Promise<void> {
    await this.#locks?.request(LOCKS.place(place), { ifAvailable: true }, async (lock) => {
      if (lock) await act();
    });
  }

  /** A duplicated tab has its original's name, whose place is taken: it gets a numbered one. */
  async #claim(): Promise<string> {
    // Earlier releases wrote “present” too.
    const place = `present ${this.#page}`;
    for (let n = 2, free = place; ; free = `${place} ${n++}`) if (await this.#hold(free)) return free;
  }

  /** @returns whether the place was free, or became free in time */
  #hold(place: string): Promise<boolean> {
    const locks = this.#locks;
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      // The request waits in the lock's queue, so that no other page takes the place in between.
      const signal = AbortSignal.timeout(this.#patience);
      const hold = () => {
        resolve(true);
        return new Promise<never>(() => undefined);
      };
      locks.request(LOCKS.place(place), { signal }, hold).catch(() => resolve(!signal.aborted));
    });
  }
}

/** The place of the page whose worker this is. */
export const pagePlace = new PagePlace();
