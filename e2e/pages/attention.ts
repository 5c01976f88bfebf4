import type { Locator, Page } from '@playwright/test';

/** Where the tokens look in test pictures, and what the student answers. */
export class Attention {
  readonly panel: Locator;
  readonly classMap: Locator;
  readonly distMap: Locator;
  readonly differenceMap: Locator;
  readonly layer: Locator;
  readonly head: Locator;
  readonly answers: Locator;
  readonly pictures: Locator;
  readonly shuffle: Locator;
  readonly next: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Where the tokens look' });
    const map = (name: RegExp) => this.panel.getByRole('img', { name });
    this.classMap = map(/^Attention of the class token/);
    this.distMap = map(/^Attention of the distillation token/);
    this.differenceMap = map(/^Difference of both maps/);
    this.layer = this.panel.getByRole('combobox', { name: 'Layer' });
    this.head = this.panel.getByRole('combobox', { name: 'Head' });
    this.answers = this.panel.getByRole('table', { name: 'Answers for this picture' });
    this.pictures = this.panel.getByRole('group', { name: 'Test pictures' });
    this.shuffle = this.panel.getByRole('button', { name: 'Shuffle' });
    this.next = this.panel.getByRole('button', { name: 'Next pictures' });
  }

  /** The switch that selects the head that answers. */
  inference(name: string): Locator {
    return this.panel.getByRole('radio', { name });
  }

  /** The shown answer of one voice for the picture. */
  answer(voice: 'class head' | 'distillation head' | 'both' | 'teacher'): Locator {
    return this.answers.getByRole('row', { name: new RegExp(`^${voice}( \\(in use\\))? `) });
  }

  /** The map as it is painted, without the picture under it. */
  pixels(map: Locator): Promise<string> {
    return map
      .locator('canvas')
      .last()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }
}
