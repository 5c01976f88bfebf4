import { expect, type Locator, type Page } from '@playwright/test';

/** Play, Pause, Step and Reset, and how far the run is. */
export class RunControls {
  readonly play: Locator;
  readonly pause: Locator;
  readonly step: Locator;
  readonly reset: Locator;
  readonly speed: Locator;
  readonly stepNumber: Locator;
  readonly epochNumber: Locator;

  constructor(page: Page) {
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    this.play = button('Play');
    this.pause = button('Pause');
    this.step = button('Step');
    this.reset = button('Reset');
    this.speed = page.getByRole('combobox', { name: 'Speed' });
    this.stepNumber = page.getByTestId('step');
    this.epochNumber = page.getByTestId('epoch');
  }

  /** Presses Play as soon as the experiment is ready (data made, student built, first kernels compiled), until it runs. */
  async start(): Promise<void> {
    await expect(this.play).toBeEnabled({ timeout: 120_000 });
    await this.play.click();
    await expect(this.pause).toBeVisible({ timeout: 30_000 });
  }

  /** Waits until at least so many optimiser steps are done. */
  async waitForStep(step: number): Promise<void> {
    await expect.poll(() => this.steps()).toBeGreaterThanOrEqual(step);
  }

  /** Optimiser steps done, as the page shows them. */
  async steps(): Promise<number> {
    return Number((await this.stepNumber.innerText()).replace(/\D/g, ''));
  }
}
