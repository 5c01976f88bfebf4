import type { Locator, Page } from '@playwright/test';

/** The token duel and dark knowledge, in the Look view. */
export class Duel {
  readonly panel: Locator;
  readonly crop: Locator;
  readonly resetCrop: Locator;
  readonly dark: Locator;
  readonly tau: Locator;
  readonly runTau: Locator;
  readonly knowledge: Locator;
  readonly formula: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Token duel' });
    this.crop = this.panel.getByRole('slider', { name: 'Crop of the picture' });
    this.resetCrop = this.panel.getByRole('button', { name: 'Reset the crop' });
    this.dark = page.getByRole('region', { name: 'Dark knowledge' });
    this.tau = this.dark.getByRole('slider', { name: 'Temperature τ' });
    this.runTau = this.dark.getByRole('button', { name: /^The run’s τ/ });
    this.knowledge = this.dark.getByRole('table', { name: 'Label, teacher and student, class by class' });
    this.formula = this.dark.locator('math[aria-label="The loss of this picture, as a formula"]');
  }

  /** The crop that the models see, as painted. */
  seen(): Promise<string> {
    return this.panel.locator('.duel-seen canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }

  /** The terms of the picture's loss and the total, as shown. */
  async loss(): Promise<Record<string, number>> {
    const shown = await this.formula
      .locator('[data-term]')
      .evaluateAll((found) =>
        found.map((number) => [number.getAttribute('data-term') ?? '', Number(number.textContent)]),
      );
    return Object.fromEntries(shown);
  }

  /** The contributions of the classes to the KL, and the sum below them. */
  async divergence(): Promise<{ rows: number[]; sum: number }> {
    const numbers = await this.knowledge.locator('tr td:last-child').allInnerTexts();
    const values = numbers.map((text) => Number(text.replace('−', '-')));
    return { rows: values.slice(0, -1), sum: values.at(-1) ?? Number.NaN };
  }
}
