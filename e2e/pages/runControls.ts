import { expect, type Locator, type Page } from '@playwright/test';

/** Play, Pause, Step and Reset. */
export class RunControls {
  readonly play: Locator;
  readonly pause: Locator;
  readonly step: Locator;
  readonly reset: Locator;

  constructor(page: Page) {
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    this.play = button('Play');
    this.pause = button('Pause');
    this.step = button('Step');
    this.reset = button('Reset');
  }

  /** Presses Play as soon as the experiment is ready, and waits until it runs. */
  async start(): Promise<void> {
    await expect(this.play).toBeEnabled();
    await this.play.click();
    await expect(this.pause).toBeVisible();
  }
}
