import { ifStored } from './ifStored';
import { type PagePlace, pagePlace } from './pagePlace';
import type { StorageTable } from './table';

/**
 * One record for each page, so that it is there again after a reload; see PagePlace. Storage that is full or forbidden loses the
 * record and nothing else.
 */
export class PageRecord<Value> {
  readonly #table: StorageTable<Value>;
  readonly #isReadable: (stored: Value) => boolean;
  readonly #place: PagePlace;

  /** @param isReadable whether a stored value, perhaps of another release, can be used */
  constructor(table: StorageTable<Value>, isReadable: (stored: Value) => boolean, place = pagePlace) {
    this.#table = table;
    this.#isReadable = isReadable;
    this.#place = place;
  }

  /** @returns whether it was stored */
  async save(value: Value): Promise<boolean> {
    const place = await this.#place.own();
    return (await ifStored(() => this.#table.set(place, value).then(() => true))) ?? false;
  }

  /** This page's record; null if there is no readable one. */
  async own(): Promise<Value | null> {
    return this.#read(await this.#place.own());
  }

  async forget(): Promise<void> {
    const place = await this.#place.own();
    await ifStored(() => this.#table.delete(place));
  }

  /** The readable records of closed pages. */
  async abandoned(): Promise<Value[]> {
    const records = await Promise.all((await this.#abandonedPlaces()).map((place) => this.#read(place)));
    return records.filter((record) => record !== null);
  }

  /**
   * Visits the records of closed pages, each while no page can claim its place.
   * @param settle says whether the record may be deleted, for instance because its content is safe elsewhere
   */
  async settleAbandoned(settle: (record: Value) => Promise<boolean>): Promise<void> {
    for (const place of await this.#abandonedPlaces()) {
      await ifStored(() =>
        this.#place.whileAbandoned(place, async () => {
          const record = await this.#read(place);
          if (record && (await settle(record))) await this.#table.delete(place);
        }),
      );
    }
  }

  async #abandonedPlaces(): Promise<string[]> {
    return this.#place.abandoned((await ifStored(() => this.#table.keys())) ?? []);
  }

  async #read(place: string): Promise<Value | null> {
    const stored = await ifStored(() => this.#table.get(place));
    return stored !== undefined && this.#isReadable(stored) ? stored : null;
  }
}
