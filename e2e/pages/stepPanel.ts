import type { Locator, Page } from '@playwright/test';

/** The loss of one step, as the page writes it. */
export interface ShownLoss {
  /** The weighted value of each term. */
  terms: number[];
  /** The factors behind each term, e.g. [0.5, 9, 0.1234]; empty if the term has none. */
  factors: number[][];
  total: number;
  /** `=` if the shown digits add up, `≈` if rounding makes them differ. */
  sign: string;
}

/** "What happens now": one picture from crop through teacher and heads to the losses. */
export class StepPanel {
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

  /** Reads everything in one call, because the page may show the next step in between. */
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
