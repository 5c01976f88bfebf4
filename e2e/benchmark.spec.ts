import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Benchmark } from './pages/benchmark';
import { Playground } from './pages/playground';

const MEASURED = { timeout: 120_000 };

test('this GPU is measured, training rests and goes on, and a preset can be used', async ({ page }) => {
  test.setTimeout(360_000);
  const playground = new Playground(page);
  const { controls, views } = playground;
  await playground.open(TINY_TAUGHT);
  await controls.start();
  await views.link('Benchmark').click();
  const benchmark = new Benchmark(page);
  await expect(benchmark.state).toHaveText(/^There is no measurement/);
  await benchmark.measure.click();
  await expect(playground.status).toHaveText(/GPU|products|Memory|Dispatches|step/i);
  await expect(controls.pause).toHaveCount(0);
  const atRest = await controls.steps();
  await expect(benchmark.again).toBeEnabled(MEASURED);
  // It trains again, from where it was.
  await expect(controls.pause).toBeVisible();
  await controls.waitForStep(atRest + 1);
  await controls.stop();

  for (const name of ['best matrix product', 'memory, read and written', 'images a second'])
    expect(await benchmark.figure(name)).toBeGreaterThan(0);
  expect(await benchmark.figure('submit')).toBe(1);
  await expect(benchmark.rows).toHaveCount(6);
  const tiles = await benchmark.tiles();
  expect(tiles.measured).toBeGreaterThan(0);
  expect(Object.keys(await benchmark.keptTiles())).toHaveLength(tiles.measured);
  expect(await playground.barriers()).toEqual([]);

  expect(await playground.wideningOnPhone()).toBe(0);

  // What is saved is what is shown.
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    benchmark.panel.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  const { report } = JSON.parse(await readFile(await saved.path(), 'utf8')) as {
    report: { peaks: { gflops: number }; step: { dispatches: number } };
  };
  expect(report.step.dispatches).toBe(await benchmark.figure('GPU programs'));
  expect(Number(report.peaks.gflops.toPrecision(3))).toBe(await benchmark.figure('best matrix product'));

  // It is there again at the next visit, on the same adapter.
  await page.reload();
  await expect(views.current).toHaveText('Benchmark');
  await expect(benchmark.state).toHaveText(/measured/);
  await controls.ready();

  // What was timed is remembered: it is not timed again, and at most what is missing is added.
  const kept = await benchmark.keptTiles();
  await benchmark.again.click();
  await expect(benchmark.again).toBeDisabled();
  await expect(benchmark.again).toBeEnabled(MEASURED);
  expect(await benchmark.keptTiles()).toMatchObject(kept);
  expect((await benchmark.tiles()).measured).toBeGreaterThanOrEqual(tiles.measured);

  await benchmark.use('Micro').click();
  await expect(views.current).toHaveText('Train');
  expect(playground.address().get('view')).toBeNull();
  await expect(playground.form.number('dim')).toHaveValue('32');
  expect(playground.errors).toEqual([]);
});

test('measuring can be cancelled, and a lost device is said', async ({ page }) => {
  test.setTimeout(180_000);
  const playground = new Playground(page);
  await playground.open(`${TINY_TAUGHT}&view=benchmark`);
  await playground.controls.ready();
  const benchmark = new Benchmark(page);
  await benchmark.measure.click();
  await playground.cancel.click();
  await expect(benchmark.measure).toBeEnabled(MEASURED);
  await expect(benchmark.state).toHaveText(/^There is no measurement/);
  await expect(playground.problem).toBeEmpty();

  await benchmark.measure.click();
  await expect(playground.cancel).toBeVisible();
  await playground.diagnostics.unfold();
  await playground.diagnostics.loseDevice.click();
  await expect(playground.problem).toContainText('lost while it was measured');
  await playground.controls.ready();
  await expect(benchmark.measure).toBeEnabled();
});
