import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';

/** One picture, and what the tokens attend to in it. */
export class Look {
  readonly #page: Page;
  readonly panel: Locator;
  /** The big map. The pointer and the arrow keys move over it. */
  readonly map: Locator;
  readonly grid: Locator;
  readonly chosenCell: Locator;
  readonly numbers: Locator;
  /** The sentence about the patch under the cursor. */
  readonly patch: Locator;
  readonly layer: Locator;
  readonly head: Locator;
  readonly discard: Locator;
  readonly target: Locator;
  readonly scale: Locator;
  readonly pictures: Locator;
  readonly hide: Locator;
  readonly verdict: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.getByRole('region', { name: 'Maps', exact: true });
    this.map = this.panel.getByRole('application');
    this.grid = this.panel.getByRole('grid');
    this.chosenCell = this.grid.getByRole('gridcell', { selected: true });
    this.numbers = this.panel.getByRole('region', { name: 'Numbers of this map' });
    this.patch = this.panel.getByRole('region', { name: 'Patch under the cursor' }).locator('.patch-says');
    this.layer = this.panel.getByRole('combobox', { name: 'Layer' });
    this.head = this.panel.getByRole('combobox', { name: 'Head' });
    this.discard = this.panel.getByRole('slider', { name: 'Discard lowest' });
    this.target = this.panel.getByRole('combobox', { name: 'Class to explain' });
    this.scale = this.panel.getByRole('combobox', { name: 'Colour range' });
    this.pictures = this.panel.getByRole('group', { name: 'Test pictures' });
    const honesty = page.getByRole('region', { name: 'Does the map show what the head needs?' });
    this.hide = honesty.getByRole('button', { name: 'Hide patches and ask again' });
    this.verdict = honesty.locator('.honesty-verdict');
  }

  /** The radio button of a token or of a method. */
  option(name: string): Locator {
    return this.panel.getByRole('radio', { name, exact: true });
  }

  chart(name: RegExp): Locator {
    return this.#page.getByRole('img', { name });
  }

  cell(layer: number, head: string): Locator {
    return this.grid.getByRole('gridcell', { name: new RegExp(`^Layer ${layer}, ${head}:`) });
  }

  /** The map as it is painted, without the picture under it. */
  pixels(): Promise<string> {
    return this.map
      .locator('canvas')
      .last()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }

  /** Saves a figure through its menu. */
  async save(figure: RegExp, format: 'PNG' | 'SVG' | 'CSV'): Promise<Download> {
    const menu = this.#page.locator('details.figure-menu').filter({ has: this.#page.getByLabel(figure) });
    await menu.locator('summary').click();
    const [download] = await Promise.all([
      this.#page.waitForEvent('download'),
      menu.getByRole('button', { name: format }).click(),
    ]);
    return download;
  }

  async text(download: Download): Promise<string> {
    return readFileSync(await download.path(), 'utf8');
  }
}
