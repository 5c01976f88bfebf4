import type { Locator, Page } from '@playwright/test';

/** The links between the page's views. */
export class Views {
  readonly current: Locator;
  readonly #nav: Locator;

  constructor(page: Page) {
    this.#nav = page.getByRole('navigation', { name: 'Views' });
    this.current = this.#nav.locator('[aria-current=page]');
  }

  link(name: string): Locator {
    return this.#nav.getByRole('button', { name, exact: true });
  }
}
