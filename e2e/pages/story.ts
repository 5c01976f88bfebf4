import type { Locator, Page } from '@playwright/test';

/** The loss of one step as the page writes it out. */
export interface ShownLoss {
  /** What each term is worth, weighted. */
  terms: number[];
  /** The factors behind each term, e.g. [0.5, 9, 0.1234]; empty where the term stands alone. */
  factors: number[][];
  total: number;
  /** `=` where the digits shown add up, `≈` where rounding parts them. */
  sign: string;
}

/** What happens now: one picture on its way through crop, teacher and heads to the losses. */
export class Story {
  readonly panel: Locator;
  readonly equation: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'What happens now' });
    this.equation = this.panel.locator('.equation');
  }

  /** The three most probable classes of a voice and their shares, as shown. */
  guesses(voice: 'Teacher' | 'Class head' | 'Distillation head' | 'Second class head'): Locator {
    return this.panel.locator('.guesses', { has: this.panel.page().getByRole('heading', { name: voice }) });
  }

  /** Read in one go: the page may show the next step meanwhile. */
  loss(): Promise<ShownLoss> {
    return this.equation.evaluate((equation) => {
      const texts = (selector: string) => Array.from(equation.querySelectorAll(selector), (found) => found.textContent);
      const values = texts('.equation-value').map(Number);
      return {
        terms: values.slice(0, -1),
        factors: texts('.equation-numbers').map((numbers) => numbers.replace('=', '').split('×').map(Number)),
        total: values.at(-1) ?? Number.NaN,
        sign: texts('.equation-sign').at(-1) ?? '',
      };
    });
  }
}
