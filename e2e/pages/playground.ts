import type { ConsoleMessage, Locator, Page } from '@playwright/test';

/** The page as a whole: opening it, and what went wrong while it ran. */
export class Playground {
  readonly page: Page;
  /** What computes, by name. */
  readonly adapter: Locator;
  /** What the page is doing, in a sentence. */
  readonly status: Locator;
  /** Console errors (policy violations are among them) and uncaught exceptions since the page was made. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.adapter = page.getByTestId('adapter');
    this.status = page.getByRole('status');
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(sentence(message));
    });
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
  }

  /** @param search an experiment's permalink, with its question or number mark */
  async open(search = ''): Promise<void> {
    await this.page.goto(`./${search}`);
  }
}

function sentence(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber})`;
}
