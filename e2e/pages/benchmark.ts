import type { Locator, Page } from '@playwright/test';
import { TABLES } from '../../src/storage/names';

/** "Benchmark this GPU": its button, its figures, and its estimates. */
export class Benchmark {
  readonly panel: Locator;
  readonly measure: Locator;
  readonly again: Locator;
  readonly state: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Benchmark this GPU' });
    this.measure = this.panel.getByRole('button', { name: 'Measure', exact: true });
    this.again = this.panel.getByRole('button', { name: 'Measure again' });
    this.state = this.panel.getByRole('status');
    this.rows = this.panel.getByRole('table').getByRole('row');
  }

  /** The figure with this name, as a number. */
  async figure(name: string): Promise<number> {
    const entry = this.panel.locator('dl > div', { has: this.panel.page().getByText(name, { exact: true }) });
    return Number((await entry.locator('strong').innerText()).replace(/[^\d.]/g, ''));
  }

  /** How many matrix products have timed tiles, as shown. */
  async tiles(): Promise<{ measured: number; products: number }> {
    const entry = this.panel.locator('dl > div', { hasText: 'products with tiles timed here' });
    const [measured, products] = (await entry.locator('strong').innerText()).split(' of ').map(Number);
    return { measured: measured!, products: products! };
  }

  /** The tiles that the browser stores for its one adapter, by product. */
  keptTiles(): Promise<Record<string, { rows: number; cols: number }>> {
    return this.panel.page().evaluate(async ({ database, store }) => {
      const opened = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const tiles = (await opened(indexedDB.open(database))).transaction(store).objectStore(store);
      return (await opened(tiles.getAll()))[0];
    }, TABLES.tiles);
  }

  use(student: string): Locator {
    return this.panel.getByRole('button', { name: `Use ${student}`, exact: true });
  }
}
