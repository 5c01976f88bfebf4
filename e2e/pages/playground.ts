import AxeBuilder from '@axe-core/playwright';
import { type Browser, type ConsoleMessage, expect, type Locator, type Page } from '@playwright/test';
import { Attention } from './attention';
import { Curves } from './curves';
import { Dataset } from './dataset';
import { Diagnostics } from './diagnostics';
import { ExperimentForm } from './experimentForm';
import { RunControls } from './runControls';
import { Story } from './story';
import { Views } from './views';

/** The page as a whole: opening it, its areas, and what went wrong while it ran. */
export class Playground {
  readonly page: Page;
  readonly views: Views;
  readonly controls: RunControls;
  readonly form: ExperimentForm;
  readonly story: Story;
  readonly curves: Curves;
  readonly attention: Attention;
  readonly dataset: Dataset;
  readonly diagnostics: Diagnostics;
  /** What computes, by name. */
  readonly adapter: Locator;
  /** What the page is doing, in a sentence. */
  readonly status: Locator;
  /** The latest problem: what happened, what was kept, what to do. Empty without one. */
  readonly problem: Locator;
  /** Stops the long task that is under way. */
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
    this.story = new Story(page);
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

  /** A page of its own with an experiment in it; for tests that share one page. */
  static async inBrowser(browser: Browser, search: string): Promise<Playground> {
    const playground = new Playground(await (await browser.newContext()).newPage());
    await playground.open(search);
    return playground;
  }

  /** @param search an experiment's permalink, with its question or number mark */
  async open(search = ''): Promise<void> {
    await this.page.goto(`./${search}`);
  }

  /** The experiment's part of the address. */
  address(): URLSearchParams {
    return new URLSearchParams(new URL(this.page.url()).hash.slice(1));
  }

  /** How many pixels the document is wider than a phone's screen; the window has its size again afterwards. */
  async wideningOnPhone(): Promise<number> {
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: 390, height: 844 });
    // Charts are drawn anew for their new size in a later frame.
    const now = () => this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect
      .poll(now, { timeout: 5000 })
      .toBe(0)
      .catch(() => undefined);
    const widening = await now();
    await this.page.setViewportSize(size);
    return widening;
  }

  /** What axe finds to mend, one sentence each; in a theme where one is named. */
  async barriers(colorScheme?: 'light' | 'dark'): Promise<string[]> {
    // Colours on their way from one theme to the other are none of either: with less motion they change at once.
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
