import { type Browser, expect, test } from '@playwright/test';
import { Playground } from './pages/playground';

/** The Micro student with small batches: many steps a second, and with them messages. */
const EXPERIMENT = '#distil=hard&dim=32&depth=2&heads=2&batch=8&epochs=50&warmup=1&lr=0.004&crop=none&flip=off';
/** Points that a curve is drawn with at most. */
const MOST_POINTS = 240;
/** A main-thread task that a person can feel. */
const LONG_TASK_MS = 50;
const SECONDS = 8;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  /** Processor time in microseconds, without what other processes took meanwhile. */
  tdur?: number;
  args: { name?: string };
}

test('training at full speed holds the main thread with no task that can be felt', async ({ browser, page }) => {
  test.setTimeout(240_000);
  const playground = new Playground(page);
  const { controls, places } = playground;
  await playground.open(EXPERIMENT);
  await controls.start();
  await controls.waitForStep(MOST_POINTS, 120_000);
  for (const view of ['Train', 'Look']) {
    await places.link(view).click();
    await expect(places.current).toHaveText(view);
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
    const before = await controls.steps();
    await page.waitForTimeout(SECONDS * 1000);
    const tasks = await mainThreadTasks(browser);
    expect(await controls.steps()).toBeGreaterThan(before);
    expect(tasks.length).toBeGreaterThan(SECONDS);
    // A software adapter shares the cores with the page, so time on the clock says little: what counts is the work of a task.
    expect(
      tasks.filter((milliseconds) => milliseconds > LONG_TASK_MS),
      view,
    ).toEqual([]);
  }
});

/** Stops tracing; says how much work each task of the page's main thread was, in milliseconds. */
async function mainThreadTasks(browser: Browser): Promise<number[]> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && main.some((m) => m.pid === pid && m.tid === tid),
  );
  // Tracing itself begins with a heavy task.
  const settled = Math.min(...tasks.map(({ ts }) => ts)) + 1e6;
  return tasks.filter(({ ts }) => ts > settled).map(({ tdur }) => (tdur ?? Number.POSITIVE_INFINITY) / 1000);
}
