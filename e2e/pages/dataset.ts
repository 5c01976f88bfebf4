import type { Locator, Page } from '@playwright/test';

/** The data set: which one, its card, and the dialog for own images. */
export class Dataset {
  readonly picker: Locator;
  readonly card: Locator;
  /** One row a class: its name, its samples, how many training images it has. */
  readonly classes: Locator;
  readonly openOwn: Locator;
  readonly dialog: Locator;
  readonly files: Locator;
  readonly folder: Locator;
  readonly use: Locator;
  readonly close: Locator;
  /** What is wrong with the chosen files. */
  readonly problem: Locator;

  constructor(page: Page) {
    this.picker = page.getByRole('banner').getByRole('combobox', { name: 'Data set' });
    this.card = page.locator('.dataset-card');
    this.classes = this.card.getByRole('table', { name: 'Samples of the training images' }).locator('tbody tr');
    this.openOwn = page.getByRole('button', { name: 'Use your own images …' });
    this.dialog = page.getByRole('dialog', { name: 'Your own images' });
    this.files = this.dialog.getByLabel('Choose files');
    this.folder = this.dialog.getByLabel('Choose a folder');
    this.use = this.dialog.getByRole('button', { name: 'Load and use' });
    this.close = this.dialog.getByRole('button', { name: 'Close' });
    this.problem = this.dialog.getByRole('alert');
  }

  /** Opens the dialog from the list of data sets, as a person would. */
  async chooseOwn(): Promise<void> {
    await this.picker.selectOption('own');
  }
}
