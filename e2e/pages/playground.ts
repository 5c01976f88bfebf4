import AxeBuilder from '@axe-core/playwright';
import { type Browser, type ConsoleMessage, expect, type Locator, type Page } from '@playwright/test';
import { Attention } from './attention';
import { Curves } from './curves';
import { Dataset } from './dataset';
import { Diagnostics } from './diagnostics';
import { ExperimentForm } from './experimentForm';
import { RunControls } from './runControls';
import { StepPanel } from './stepPanel';
import { Views } from './views';

/** The page as a whole: opening it, its areas, and its errors. */
export class Playground {
  readonly page: Page;
  readonly views: Views;
  readonly controls: RunControls;
  readonly form: ExperimentForm;
  readonly stepPanel: StepPanel;
  readonly curves: Curves;
  readonly attention: Attention;
  readonly dataset: Dataset;
  readonly diagnostics: Diagnostics;
  /** The name of the device that computes. */
  readonly adapter: Locator;
  /** The sentence about what the page is doing. */
  readonly status: Locator;
  /** The latest problem: what happened, what was saved, what to do. Empty if there is none. */
  readonly problem: Locator;
  /** Stops the current long task. */
  readonly cancel: Locator;
  readonly share: Locator;
  readonly theme: Locator;
  /** Console errors (policy violations are among them) and uncaught exceptions since the page was made. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.views = new Views(page);
    this.controls = new RunControls(page);
    this.form = new ExperimentForm(page);
    this.stepPanel = new StepPanel(page);
    this.curves = new Curves(page);
    this.attention = new Attention(page);
    this.dataset = new Dataset(page);
    this.diagnostics = new Diagnostics(page);
    this.adapter = page.getByTestId('adapter');
    const statusLine = page.locator('.status-line');
    this.status = statusLine.getByRole('status');
    this.cancel = statusLine.getByRole('button', { name: 'Cancel' });
    this.problem = page.getByRole('alert', { name: 'Problems' });
    this.share = page.getByRole('button', { name: 'Share' });
    this.theme = page.getByRole('button', { name: /^Theme/ });
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(sentence(message));
    });
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
  }

  /** A new page with an experiment, for tests that share one page. */
  static async inBrowser(browser: Browser, search: string): Promise<Playground> {
    const playground = new Playground(await (await browser.newContext()).newPage());
    await playground.open(search);
    return playground;
  }

  /** @param search an experiment's permalink, with its `?` or `#` */
  async open(search = ''): Promise<void> {
    await this.page.goto(`./${search}`);
  }

  /** The experiment's part of the address. */
  address(): URLSearchParams {
    return new URLSearchParams(new URL(this.page.url()).hash.slice(1));
  }

  /** By how many pixels the document is wider than a phone's screen. Restores the size of the window. */
  async overflowOnPhone(): Promise<number> {
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: 390, height: 844 });
    // Charts are redrawn at their new size in a later frame.
    const now = () => this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect
      .poll(now, { timeout: 5000 })
      .toBe(0)
      .catch(() => undefined);
    const widening = await now();
    await this.page.setViewportSize(size);
    return widening;
  }

  /** The problems that axe finds, one sentence each, in the given theme. */
  async accessibilityProblems(colorScheme?: 'light' | 'dark'): Promise<string[]> {
    // Colours in transition belong to neither theme. With reduced motion they change at once.
    await this.page.emulateMedia({ reducedMotion: 'reduce', ...(colorScheme && { colorScheme }) });
    await this.page.evaluate(() => {
      for (const animation of document.getAnimations()) animation.finish();
    });
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html} (${nodes.length})`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

function sentence(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber})`;
}
