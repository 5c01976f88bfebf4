import type { Locator, Page } from '@playwright/test';

/** The user's own picture, in the Look view. */
export class OwnPicture {
  readonly panel: Locator;
  readonly file: Locator;
  readonly draw: Locator;
  readonly camera: Locator;
  readonly takePicture: Locator;
  readonly pad: Locator;
  readonly clear: Locator;
  readonly invert: Locator;
  readonly about: Locator;
  readonly problem: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Your own picture' });
    this.file = this.panel.getByLabel('Choose a picture');
    this.draw = this.panel.getByRole('button', { name: 'Draw' });
    this.camera = this.panel.getByRole('button', { name: 'Camera' });
    this.takePicture = this.panel.getByRole('button', { name: 'Take the picture' });
    this.pad = this.panel.getByRole('img', { name: /^Drawing pad/ });
    this.clear = this.panel.getByRole('button', { name: 'Clear' });
    this.invert = this.panel.getByRole('checkbox', { name: 'Invert' });
    this.about = this.panel.getByRole('status');
    this.problem = this.panel.getByRole('alert');
  }
}
