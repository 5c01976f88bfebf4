import { expect, type Locator, type Page } from '@playwright/test';
import type { FieldKey, Group } from '../../src/experiment/fields/types';

/** The experiment's fields, by their keys. */
export class ExperimentForm {
  readonly #panel: Locator;
  /** The corrections, one sentence per field. */
  readonly adjusted: Locator;
  /** The changes that wait for Apply, one line per field. */
  readonly pending: Locator;
  readonly apply: Locator;
  readonly discard: Locator;
  readonly defaults: Locator;

  constructor(page: Page) {
    this.#panel = page.getByRole('complementary', { name: 'Experiment' });
    this.adjusted = this.#panel.getByRole('status').getByRole('listitem');
    const waiting = this.#panel.getByRole('region', { name: 'Not yet in the run' });
    this.pending = waiting.getByRole('listitem');
    this.apply = waiting.getByRole('button', { name: 'Apply' });
    this.discard = waiting.getByRole('button', { name: 'Discard' });
    this.defaults = this.#panel.getByRole('button', { name: 'Defaults' });
  }

  /** Unfolds a group of fields, if it is folded. */
  async unfold(group: Group): Promise<void> {
    const details = this.#panel.locator(`[data-group="${group}"]`);
    if ((await details.getAttribute('open')) === null) await details.locator('summary').first().click();
  }

  field(key: FieldKey): Locator {
    return this.#panel.locator(`[data-field="${key}"]`);
  }

  number(key: FieldKey): Locator {
    return this.field(key).locator('input.number');
  }

  slider(key: FieldKey): Locator {
    return this.field(key).getByRole('slider');
  }

  toggle(key: FieldKey): Locator {
    return this.field(key).getByRole('checkbox');
  }

  option(key: FieldKey, label: string): Locator {
    return this.field(key).getByRole('radio', { name: label });
  }

  async enter(key: FieldKey, value: string): Promise<void> {
    await this.number(key).fill(value);
    await this.number(key).press('Enter');
  }

  /** Moves the slider by one press of an arrow key. @returns the new value */
  async nudge(key: FieldKey, arrow: 'ArrowLeft' | 'ArrowRight'): Promise<string> {
    const before = await this.number(key).inputValue();
    await this.slider(key).press(arrow);
    await expect(this.number(key)).not.toHaveValue(before);
    return this.number(key).inputValue();
  }
}
