import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Benchmark } from './pages/benchmark';
import { Playground } from './pages/playground';

const MEASURED = { timeout: 120_000 };

// All tests share one page, because the first step of a page compiles for many seconds.
test.describe('the benchmark', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let benchmark: Benchmark;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, `${TINY_TAUGHT}&view=benchmark`);
    benchmark = new Benchmark(playground.page);
  });
  test.afterAll(() => playground.close());

  test('measuring can be cancelled', async () => {
    await playground.controls.ready();
    await benchmark.measure.click();
    await playground.cancel.click();
    await expect(benchmark.measure).toBeEnabled(MEASURED);
    await expect(benchmark.state).toHaveText(/^There is no measurement/);
    await expect(playground.problem).toBeEmpty();
  });

  test('this GPU is measured, training pauses and continues, and a preset can be used', async () => {
    test.setTimeout(360_000);
    const { controls, page, views } = playground;
    await views.link('Train').click();
    await controls.start();
    await views.link('Benchmark').click();
    await expect(benchmark.state).toHaveText(/^There is no measurement/);
    await benchmark.measure.click();
    await expect(playground.status).toHaveText(/GPU|products|Memory|Dispatches|step/i);
    await expect(controls.pause).toHaveCount(0);
    const atRest = await controls.steps();
    await expect(benchmark.again).toBeEnabled(MEASURED);
    // Training continues from the same step.
    await expect(controls.pause).toBeVisible();
    await controls.waitForStep(atRest + 1);
    await controls.stop();

    for (const name of ['best matrix product', 'memory, read and written', 'images per second'])
      expect(await benchmark.figure(name)).toBeGreaterThan(0);
    expect(await benchmark.figure('submit')).toBe(1);
    await expect(benchmark.rows).toHaveCount(6);
    const tiles = await benchmark.tiles();
    expect(tiles.measured).toBeGreaterThan(0);
    expect(Object.keys(await benchmark.keptTiles())).toHaveLength(tiles.measured);
    expect(await playground.accessibilityProblems()).toEqual([]);

    expect(await playground.overflowOnPhone()).toBe(0);

    // The file has the numbers that are shown.
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      benchmark.panel.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const { report } = JSON.parse(await readFile(await saved.path(), 'utf8')) as {
      report: { peaks: { gflops: number }; step: { dispatches: number } };
    };
    expect(report.step.dispatches).toBe(await benchmark.figure('GPU programs'));
    expect(Number(report.peaks.gflops.toPrecision(3))).toBe(await benchmark.figure('best matrix product'));

    // The next visit on the same adapter shows the measurement again.
    await page.reload();
    await expect(views.current).toHaveText('Benchmark');
    await expect(benchmark.state).toHaveText(/measured/);
    await controls.ready();

    // The timed tiles are saved. (`tuneTiles.gpu.test.ts` shows that they are not timed again.)
    expect(Object.keys(await benchmark.keptTiles())).toHaveLength(tiles.measured);

    await benchmark.use('Micro').click();
    await expect(views.current).toHaveText('Train');
    expect(playground.address().get('view')).toBeNull();
    await expect(playground.form.number('dim')).toHaveValue('32');
    expect(playground.errors).toEqual([]);
  });

  test('if the device is lost during a measurement, the page says so and can measure again', async () => {
    const { views } = playground;
    await views.link('Benchmark').click();
    await playground.controls.ready();
    await benchmark.again.click();
    await expect(playground.cancel).toBeVisible();
    await playground.diagnostics.unfold();
    await playground.diagnostics.loseDevice.click();
    await expect(playground.problem).toContainText('lost during the measurement');
    await playground.controls.ready();
    await expect(benchmark.again).toBeEnabled();
  });
});
