import type { Locator, Page } from '@playwright/test';

/** The choice of the model to look at, and the dialog that opens another model. */
export class Models {
  readonly open: Locator;
  readonly close: Locator;
  /** The choice between the student and the open model, by name. */
  readonly subjects: Locator;
  readonly facts: Locator;
  readonly dialog: Locator;
  readonly files: Locator;
  readonly heads: Locator;
  readonly openFile: Locator;
  readonly address: Locator;
  readonly load: Locator;
  readonly problem: Locator;
  readonly kept: Locator;
  readonly done: Locator;

  constructor(page: Page) {
    const bar = page.locator('.subject-bar');
    this.open = bar.getByRole('button', { name: 'Open a model' });
    this.close = bar.getByRole('button', { name: 'Close the model' });
    this.subjects = bar.getByRole('group', { name: 'Whose tokens' });
    this.facts = bar.locator('.note').first();
    this.dialog = page.getByRole('dialog', { name: 'Open a model' });
    this.files = this.dialog.getByLabel('Choose files');
    this.heads = this.dialog.getByLabel('Heads');
    this.openFile = this.dialog.getByRole('button', { name: 'Open the file' });
    this.address = this.dialog.getByLabel('Address');
    this.load = this.dialog.getByRole('button', { name: 'Load and open' });
    this.problem = this.dialog.getByRole('alert');
    this.kept = this.dialog.getByRole('region', { name: 'Kept in this browser' });
    this.done = this.dialog.getByRole('button', { name: 'Close' });
  }

  subject(name: string): Locator {
    return this.subjects.getByRole('radio', { name, exact: true });
  }
}
