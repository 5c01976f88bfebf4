import type { Locator, Page } from '@playwright/test';
import type { Upload } from '../fixtures/files';

/** The data set: which one, its card, and the dialog for own images. */
export class Dataset {
  readonly picker: Locator;
  readonly card: Locator;
  /** One row per class: its name, its samples, its number of training images. */
  readonly classes: Locator;
  /** Some training images of a class side by side, one strip per class. */
  readonly samples: Locator;
  /** Unfolds a long list of classes. */
  readonly allClasses: Locator;
  /** How the images were converted, folded. */
  readonly notes: Locator;
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
    this.samples = this.classes.getByRole('img');
    this.allClasses = this.card.getByRole('button', { name: /^Show all/ });
    this.notes = this.card.locator('summary');
    this.openOwn = page.getByRole('button', { name: 'Use your own images …' });
    this.dialog = page.getByRole('dialog', { name: 'Your own images' });
    this.files = this.dialog.getByLabel('Choose files');
    this.folder = this.dialog.getByLabel('Choose a folder');
    this.use = this.dialog.getByRole('button', { name: 'Load and use' });
    this.close = this.dialog.getByRole('button', { name: 'Close' });
    this.problem = this.dialog.getByRole('alert');
  }

  /** Opens the dialog from the list of data sets, as a user would. */
  async chooseOwn(): Promise<void> {
    await this.picker.selectOption('own');
  }

  /** Gives files (or a folder's path) to one of the dialog's inputs, and presses "Load and use". */
  async load(input: Locator, files: Upload[] | string): Promise<void> {
    await input.setInputFiles(files);
    await this.use.click();
  }

  /** Red, green, blue and alpha of the top left corner of a class's first sample. */
  samplePixel(name: string): Promise<number[]> {
    return this.card
      .getByRole('img', { name: `Samples of the class ${name}`, exact: true })
      .evaluate((strip: HTMLCanvasElement) => Array.from(strip.getContext('2d')!.getImageData(0, 0, 1, 1).data));
  }
}
