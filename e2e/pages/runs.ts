import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

/** A run in the list, as shown. */
export interface ShownRun {
  name: string;
  dataset: string;
  strategy: string;
  step: string;
  cls: string;
  dist: string;
  both: string;
}

/** Kept runs: the list, the comparison, files. */
export class Runs {
  readonly panel: Locator;
  /** The button is in the Train view and in this one. */
  readonly keep: Locator;
  readonly rows: Locator;
  readonly files: Locator;
  readonly comparison: Locator;
  /** Rows of what differs: a field's name, and a value for each run. */
  readonly differing: Locator;
  readonly outcome: Locator;
  readonly undo: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole('region', { name: 'Runs', exact: true });
    this.keep = page.getByRole('button', { name: 'Keep this run' });
    this.rows = this.panel.getByRole('table', { name: 'Kept runs' }).locator('tbody tr');
    this.files = this.panel.locator('input[type=file]');
    this.comparison = this.panel.getByRole('region', { name: 'Comparison' });
    this.differing = this.comparison.locator('.runs-differs tr').filter({ has: page.getByRole('cell') });
    this.outcome = this.comparison.locator('.runs-outcome tr').filter({ has: page.getByRole('cell') });
    this.undo = this.panel.getByRole('button', { name: 'Undo' });
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.#page.getByTitle(name, { exact: true }) });
  }

  async shown(name: string): Promise<ShownRun> {
    const row = this.row(name);
    const [, dataset, strategy, step, cls, dist, both] = await row.getByRole('cell').allInnerTexts();
    return { name, dataset: dataset!, strategy: strategy!, step: step!, cls: cls!, dist: dist!, both: both! };
  }

  async compare(name: string): Promise<void> {
    await this.panel.getByRole('checkbox', { name: `Compare ${name}`, exact: true }).check();
  }

  async rename(name: string, to: string): Promise<void> {
    await this.panel.getByRole('button', { name: `Rename ${name}`, exact: true }).click();
    await this.panel.getByRole('textbox', { name: 'New name' }).fill(to);
    await this.#page.keyboard.press('Enter');
  }

  async open(name: string): Promise<void> {
    await this.panel.getByRole('button', { name: `Open ${name} in Train`, exact: true }).click();
  }

  async delete(name: string): Promise<void> {
    await this.panel.getByRole('button', { name: `Delete ${name}`, exact: true }).click();
  }

  /** The file that Export saves. */
  async exported(name: string): Promise<{ file: string; path: string; bytes: Buffer }> {
    const [download] = await Promise.all([
      this.#page.waitForEvent('download'),
      this.panel.getByRole('button', { name: `Export ${name} as a file`, exact: true }).click(),
    ]);
    const path = await download.path();
    return { file: download.suggestedFilename(), path, bytes: await readFile(path) };
  }

  /** Rows of a group of the comparison, as texts. */
  texts(rows: Locator): Promise<string[][]> {
    return rows.evaluateAll((found) => found.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
  }
}
