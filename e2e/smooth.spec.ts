import { type Browser, expect, test } from '@playwright/test';
import { MICRO } from './experiments';
import { Playground } from './pages/playground';

/** A main-thread task that a person can feel. */
const LONG_TASK_MS = 50;
const SECONDS = 8;
/** In views that show less of the training. */
const OTHER_SECONDS = 4;

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

test('training at full speed holds the main thread with no task that can be felt, whatever is looked at', async ({
  browser,
  page,
}) => {
  test.setTimeout(240_000);
  const playground = new Playground(page);
  const { controls, curves, views } = playground;
  await playground.open(MICRO);
  await controls.start();
  await controls.waitForStep(10);
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  const before = await curves.point(curves.loss);
  await page.waitForTimeout(SECONDS * 1000);
  const after = await curves.point(curves.loss);
  const tasks = await mainThreadTasks(browser);
  expect(after.step).toBeGreaterThan(before.step);
  expect(tasks.length).toBeGreaterThan(SECONDS);
  // A software adapter shares the cores with the page, so time on the clock says little: what counts is the work of a task.
  expect(tasks.filter((milliseconds) => milliseconds > LONG_TASK_MS)).toEqual([]);

  for (const view of ['Look', 'Runs', 'Experiments', 'Benchmark']) {
    await views.link(view).click();
    await expect(views.current).toHaveText(view);
    const step = await controls.steps();
    // What opens a view is the person's doing; then it is looked at.
    await controls.waitForStep(step + 2);
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
    await page.waitForTimeout(OTHER_SECONDS * 1000);
    expect(
      (await mainThreadTasks(browser)).filter((milliseconds) => milliseconds > LONG_TASK_MS),
      view,
    ).toEqual([]);
    expect(await controls.steps()).toBeGreaterThan(step);
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
