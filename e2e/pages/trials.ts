import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { TrialsFile } from '../../src/experiment/trials/trialsFile';

/** Matched trials: the plan, the progress, the results. */
export class Trials {
  readonly panel: Locator;
  readonly question: Locator;
  readonly epochs: Locator;
  readonly seeds: Locator;
  readonly plan: Locator;
  readonly start: Locator;
  readonly pause: Locator;
  readonly continue: Locator;
  readonly progress: Locator;
  readonly table: Locator;
  readonly badge: Locator;
  readonly file: Locator;
  /** The sets that this browser stores, the latest first. */
  readonly kept: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole('region', { name: 'When does distillation help?' });
    this.question = this.panel.getByLabel('Question');
    this.epochs = this.panel.getByRole('spinbutton', { name: 'Epochs', exact: true });
    this.seeds = this.panel.getByRole('spinbutton', { name: 'Seeds' });
    this.plan = this.panel.locator('.trials-plan');
    this.start = this.panel.getByRole('button', { name: 'Start' });
    this.pause = this.panel.getByRole('button', { name: 'Pause' });
    this.continue = this.panel.getByRole('button', { name: 'Continue' });
    this.progress = this.panel.locator('.trials-progress').getByRole('status');
    this.table = this.panel.locator('.trials-table table');
    this.badge = this.panel.locator('.trials-start summary');
    this.kept = this.panel.getByRole('region', { name: 'Available trials' }).locator('button[aria-current]');
    this.file = this.panel.locator('input[type=file]');
  }

  /** Checks only the boxes of these strategies. */
  async choose(...names: string[]): Promise<void> {
    for (const box of await this.panel.getByRole('checkbox').all()) {
      const name = await box.evaluate((input) => input.parentElement!.textContent.trim());
      await box.setChecked(names.includes(name));
    }
  }

  /** The step of the trial that is being trained, as soon as the page shows one. */
  async step(): Promise<number> {
    const label = this.panel.getByText(/[1-9]\d* of \d+ steps/);
    return Number(/(\d+) of \d+ steps/.exec(await label.innerText())![1]);
  }

  /** Cells of a row of the table: class head, distillation head, both, gain. */
  async row(name: string): Promise<string[]> {
    const cells = await this.table.getByRole('row', { name }).getByRole('cell').allInnerTexts();
    return cells.slice(0, 4);
  }

  /** The file that "Save as file" saves. */
  async saved(): Promise<{ path: string; content: TrialsFile }> {
    const [download] = await Promise.all([
      this.#page.waitForEvent('download'),
      this.panel.getByRole('button', { name: 'Save as file' }).click(),
    ]);
    const path = await download.path();
    return { path, content: JSON.parse(await readFile(path, 'utf8')) as TrialsFile };
  }
}
