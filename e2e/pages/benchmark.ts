import type { Locator, Page } from '@playwright/test';

/** "Benchmark this GPU": its button, its figures, and what it foretells. */
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

  use(student: string): Locator {
    return this.panel.getByRole('button', { name: `Use ${student}`, exact: true });
  }
}
