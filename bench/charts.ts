import { type CDPSession, chromium, type Page } from '@playwright/test';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import { serve } from '../scripts/serve';
import { median } from '../src/engine/measure/statistics';
import type { Section } from './lab';
import { mainThreadTasks } from './mainThread';
import { short } from './print';

/** The Micro student on Shapes, two pictures a step: where steps are short, drawing weighs most. */
const EXPERIMENT = '#distil=hard&dim=32&depth=2&heads=2&batch=2&epochs=200&warmup=1&lr=0.004&crop=none';
const ROUNDS = 5;
/** The first ones compile. */
const STEPS_BEFORE = 20;
const WARM_UP_MS = 2000;
const MEASURED_MS = 8000;
/** A main-thread task above this can be felt. */
const LONG_TASK_MS = 50;
const TRACED_SECONDS = 6;
const VIEWS = ['Train', 'Look', 'Runs', 'Experiments', 'Benchmark'] as const;
type ViewName = (typeof VIEWS)[number];

/**
 * Training in the built page while its curves, maps and numbers are drawn, taking turns with a view that draws none of them. On
 * a software adapter drawing and training share the cores, which is the worst case.
 */
export async function charts(log: (line: string) => void): Promise<Section> {
  const site = await serve('dist', 0, '/');
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.goto(`${site.url}${EXPERIMENT}`);
    await page.getByRole('button', { name: 'Play', exact: true }).click({ timeout: 120_000 });
    while ((await stepNow(page)).step < STEPS_BEFORE) await page.waitForTimeout(100);
    const session = await page.context().newCDPSession(page);
    // Processor time, without what other processes took meanwhile.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const rounds: Record<'drawn' | 'undrawn', Speed>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const undrawn = await speedIn('Benchmark', page, session);
      const drawn = await speedIn('Train', page, session);
      rounds.push({ drawn, undrawn });
      log(
        `round ${round + 1}: ${short(undrawn.steps)} steps/s and ${short(undrawn.page)} ms/s of the page's thread without charts, ${short(drawn.steps)} and ${short(drawn.page)} with them`,
      );
    }
    const longest: string[][] = [];
    for (const view of VIEWS) {
      await open(view, page);
      const tasks = await mainThreadTasks(browser, page, TRACED_SECONDS);
      longest.push([
        `longest task, ${view}`,
        short(tasks[0] ?? 0),
        `${tasks.filter((ms) => ms > LONG_TASK_MS).length} above ${LONG_TASK_MS} ms`,
      ]);
      log(longest.at(-1)!.join(' '));
    }
    const row = (name: string, kind: 'drawn' | 'undrawn') => [
      name,
      short(median(rounds.map((round) => round[kind].steps))),
      short(median(rounds.map((round) => round[kind].page))),
    ];
    const ratios = rounds.map(({ drawn, undrawn }) => drawn.steps / undrawn.steps);
    return {
      title: 'Training in the page with its charts drawn, beside a view without',
      rows: [
        ['', 'steps/s', 'ms of the page’s thread a second'],
        row('without charts', 'undrawn'),
        row('with charts', 'drawn'),
        ['steps/s with / without', median(ratios).toFixed(3), ratios.map((ratio) => ratio.toFixed(3)).join(' ')],
        ...longest,
      ],
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

interface Speed {
  /** A second. */
  steps: number;
  /** Milliseconds that the page's own thread works in a second. */
  page: number;
}

/** Opens a view; what opening costs is over when this returns. */
async function open(view: ViewName, page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view, exact: true }).click();
  await page.waitForTimeout(WARM_UP_MS);
}

async function speedIn(view: ViewName, page: Page, session: CDPSession): Promise<Speed> {
  await open(view, page);
  const from = { ...(await stepNow(page)), worked: await workOf(session) };
  await page.waitForTimeout(MEASURED_MS);
  const to = { ...(await stepNow(page)), worked: await workOf(session) };
  const seconds = (to.at - from.at) / 1000;
  return { steps: (to.step - from.step) / seconds, page: (to.worked - from.worked) / seconds };
}

/** Milliseconds that the page's thread has worked so far. */
async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

/** The step that the page shows, and its own clock. */
function stepNow(page: Page): Promise<{ step: number; at: number }> {
  return page.evaluate(() => ({
    step: Number(document.querySelector('[data-testid=step]')!.textContent!.replace(/\D/g, '')),
    at: performance.now(),
  }));
}
