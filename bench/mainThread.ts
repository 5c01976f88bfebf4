import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  /** Processor time in microseconds, without the time of other processes. */
  tdur?: number;
  args: { name?: string };
}

/** Tracing itself starts with a heavy task, which does not count: microseconds to skip. */
const SETTLE_US = 1e6;

/**
 * Traces the page's main thread.
 *
 * @param seconds how long
 * @returns processor time of each task in milliseconds, longest first; a user can feel tasks above 50 ms
 */
export async function mainThreadTasks(browser: Browser, page: Page, seconds: number): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await page.waitForTimeout(1000 * seconds);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && main.some((m) => m.pid === pid && m.tid === tid),
  );
  const settled = Math.min(...tasks.map(({ ts }) => ts)) + SETTLE_US;
  return tasks
    .filter(({ ts }) => ts > settled)
    .map(({ tdur }) => (tdur ?? Number.POSITIVE_INFINITY) / 1000)
    .sort((a, b) => b - a);
}
