import type { Locator, Page } from '@playwright/test';

/** The dialog for downloading the student's weights and the code that loads them. */
export class DownloadStudent {
  readonly open: Locator;
  readonly dialog: Locator;
  readonly download: Locator;
  readonly code: Locator;
  readonly copy: Locator;
  readonly close: Locator;

  constructor(page: Page) {
    this.open = page.getByRole('button', { name: 'Download the student' });
    this.dialog = page.getByRole('dialog', { name: 'Download the student' });
    this.download = this.dialog.getByRole('button', { name: 'Download the weights' });
    this.code = this.dialog.locator('pre');
    this.copy = this.dialog.getByRole('button', { name: 'Copy the code' });
    this.close = this.dialog.getByRole('button', { name: 'Close' });
  }
}
