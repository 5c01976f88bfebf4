import type { Locator, Page } from '@playwright/test';

/** The foot of the page: browser and device, and the buttons that cause failures. */
export class Diagnostics {
  readonly #fold: Locator;
  readonly loseDevice: Locator;
  readonly crashWorker: Locator;
  readonly poisonWeights: Locator;
  /** Hash of the initial weights. */
  readonly initialWeights: Locator;

  constructor(page: Page) {
    this.#fold = page.getByText('Diagnostics, and a test of the recovery');
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    this.loseDevice = button('Lose the GPU device');
    this.crashWorker = button('Crash the worker');
    this.poisonWeights = button('Make the weights NaN');
    this.initialWeights = page.getByTestId('initial-weights');
  }

  async unfold(): Promise<void> {
    if (!(await this.initialWeights.isVisible())) await this.#fold.click();
  }
}
