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
  readonly imagesPerSecond: Locator;
  readonly timeLeft: Locator;

  constructor(page: Page) {
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    this.play = button('Play');
    this.pause = button('Pause');
    this.step = button('Step');
    this.reset = button('Reset');
    this.speed = page.getByRole('combobox', { name: 'Speed' });
    this.stepNumber = page.getByTestId('step');
    this.epochNumber = page.getByTestId('epoch');
    this.imagesPerSecond = page.getByTestId('images-per-second');
    this.timeLeft = page.getByTestId('time-left');
  }

  /** Waits until the experiment is built: data, teacher, and first kernels. */
  async ready(): Promise<void> {
    await expect(this.play).toBeEnabled({ timeout: 120_000 });
  }

  /** Presses Play as soon as the experiment is ready, and waits until it runs. */
  async start(): Promise<void> {
    await this.ready();
    await this.play.click();
    await expect(this.pause).toBeVisible({ timeout: 30_000 });
  }

  /** Presses Pause, and waits until the last step in flight is reported. */
  async stop(): Promise<void> {
    await this.pause.click();
    await expect(this.play).toBeEnabled();
  }

  /** Waits until at least `step` optimiser steps are done. */
  async waitForStep(step: number, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.steps(), { timeout }).toBeGreaterThanOrEqual(step);
  }

  /** Presses Step `count` times, each time after the previous step is done. */
  async stepTimes(count: number): Promise<void> {
    const first = await this.steps();
    for (let done = 1; done <= count; done++) {
      await this.step.click();
      await expect.poll(() => this.steps()).toBe(first + done);
    }
  }

  /** Optimiser steps done, as the page shows them. */
  async steps(): Promise<number> {
    return Number((await this.stepNumber.innerText()).replace(/\D/g, ''));
  }
}
