import type { Locator, Page } from '@playwright/test';

/** "Other test sets": its button, its table and its charts. */
export class OtherTests {
  readonly panel: Locator;
  readonly measure: Locator;
  readonly again: Locator;
  readonly cancel: Locator;
  readonly progress: Locator;
  readonly state: Locator;
  readonly rows: Locator;
  readonly charts: Locator;
  /** Pictures that show the change to each test set. */
  readonly pictures: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Other test sets' });
    const button = (name: string) => this.panel.getByRole('button', { name, exact: true });
    this.measure = button('Measure');
    this.again = button('Measure again');
    this.cancel = button('Cancel');
    this.progress = this.panel.getByRole('progressbar');
    this.state = this.panel.getByRole('status');
    this.rows = this.panel.getByRole('table').locator('tbody').getByRole('row');
    this.charts = this.panel.getByRole('figure', { name: /^Accuracy under/ });
    this.pictures = this.panel.locator('canvas');
  }

  /** Names of the test sets, row by row. */
  async names(): Promise<string[]> {
    const said = await this.rows.getByRole('rowheader').allInnerTexts();
    return said.map((name) => name.split('\n')[0]!.trim());
  }

  /** Accuracies in per cent, by test set and column. */
  async accuracies(): Promise<Record<string, Record<string, number>>> {
    const heads = await this.panel.getByRole('columnheader').allInnerTexts();
    const names = await this.names();
    const table: Record<string, Record<string, number>> = {};
    for (const [i, row] of (await this.rows.all()).entries()) {
      const cells = await row.getByRole('cell').allInnerTexts();
      table[names[i]!] = Object.fromEntries(
        cells.map((cell, j) => [heads[j + 1]!.trim(), Number(cell.split('\n')[0]!.trim())]),
      );
    }
    return table;
  }

  /** Opens the menu of the table and saves it in this format. */
  async save(format: 'PNG' | 'SVG' | 'CSV'): Promise<void> {
    const table = this.panel.getByRole('figure', { name: /^Accuracy by test set/ });
    await table.locator('summary').click();
    await table.getByRole('button', { name: new RegExp(format) }).click();
  }
}
