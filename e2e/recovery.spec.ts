import { expect, test } from '@playwright/test';
import { TINY_ALONE } from './experiments';
import { Playground } from './pages/playground';

test.describe('recovery', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, TINY_ALONE);
    await playground.controls.ready();
    await playground.diagnostics.unfold();
  });
  test.afterAll(() => playground.close());

  /** Trains some steps and pauses, which takes a snapshot to return to, then plays. */
  async function trainWithSnapshot(): Promise<number> {
    const { controls } = playground;
    await controls.start();
    await controls.waitForStep((await controls.steps()) + 10);
    await controls.stop();
    const snapshot = await controls.steps();
    await controls.start();
    await controls.waitForStep(snapshot + 3);
    return snapshot;
  }

  test('after a lost device the run continues from its snapshot by itself', async () => {
    const { controls, curves, diagnostics, problem, status } = playground;
    const snapshot = await trainWithSnapshot();
    await diagnostics.loseDevice.click();
    await expect(status).toHaveText(/graphics device was lost.* continues from step \d+/);
    const from = Number((await status.innerText()).match(/from step (\d+)/)?.[1]);
    expect(from).toBeGreaterThanOrEqual(snapshot);
    await expect(controls.pause).toBeVisible();
    await controls.waitForStep(snapshot + 5);
    await expect(problem).toHaveText('');
    await controls.stop();
    // One curve without a gap or a repeated step.
    const points = await curves.points(curves.loss, 5);
    expect(points.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect((await curves.point(curves.loss)).step).toBe((await controls.steps()) - 1);
  });

  test('if the new device is lost while the run is rebuilt, the run still continues', async () => {
    const { controls, diagnostics, page, problem, status } = playground;
    const snapshot = await trainWithSnapshot();
    await diagnostics.loseDevice.click();
    // Long enough for a new device, too short to build a student on it.
    await page.waitForTimeout(600);
    await diagnostics.loseDevice.click();
    await expect(status).toHaveText(/graphics device was lost.* continues from step \d+/);
    await controls.waitForStep(snapshot + 5);
    await expect(controls.pause).toBeVisible();
    await expect(problem).toHaveText('');
    await controls.stop();
  });

  test('a new worker replaces a crashed one', async () => {
    const { controls, curves, diagnostics, problem, status } = playground;
    const snapshot = await trainWithSnapshot();
    await diagnostics.crashWorker.click();
    await expect(status).toHaveText(/new one continues/);
    expect(await controls.steps()).toBeGreaterThanOrEqual(snapshot);
    await controls.waitForStep(snapshot + 5);
    await expect(controls.pause).toBeVisible();
    await expect(problem).toHaveText('');
    await controls.stop();
    expect((await curves.points(curves.loss, 1))[0]!.step).toBe(0);
  });

  test('with NaN weights training stops at the last good snapshot, the page says what to change, and training can continue', async () => {
    const { controls, curves, diagnostics, page, problem } = playground;
    const snapshot = await trainWithSnapshot();
    await diagnostics.poisonWeights.click();
    await expect(problem).toContainText('NaN or infinite');
    await expect(problem).toContainText('Lower the learning rate');
    await expect(controls.play).toBeEnabled();
    const back = await controls.steps();
    expect(back).toBeGreaterThanOrEqual(snapshot);
    await expect(problem).toContainText(`back at step ${back}`);
    await problem.getByRole('button', { name: 'Dismiss' }).click();
    await expect(playground.page.getByRole('main')).toBeFocused();
    await expect(problem).toHaveText('');
    await controls.start();
    await controls.waitForStep(back + 5);
    await controls.stop();
    const last = await curves.point(curves.loss);
    expect(Number(last.values.total)).toBeGreaterThan(0);
    await expect(page.getByText('not finite')).toHaveCount(0);
  });

  test('after a reload the run is restored with its curves, and continues', async () => {
    const { controls, curves, page, status } = playground;
    const step = await controls.steps();
    const before = await curves.points(curves.loss, 3);
    // The page may not show the last evaluation yet; there is one every fifty steps.
    const evaluated = 50 * Math.floor(step / 50);
    await expect.poll(async () => (await curves.point(curves.accuracy)).step).toBe(evaluated);
    const accuracy = await curves.point(curves.accuracy);
    await page.reload();
    await controls.ready();
    await expect(status).toHaveText(/kept run/);
    expect(await controls.steps()).toBe(step);
    expect(await curves.points(curves.loss, 3)).toEqual(before);
    expect(await curves.point(curves.accuracy)).toEqual(accuracy);
    await controls.stepTimes(1);
    expect(await controls.steps()).toBe(step + 1);
  });

  test('another experiment does not continue the kept run', async () => {
    const { controls, page } = playground;
    await page.goto('about:blank');
    await playground.open(`${TINY_ALONE}&seed=2`);
    await controls.ready();
    expect(await controls.steps()).toBe(0);
  });

  test('there were no other errors', () => {
    expect(playground.errors).toEqual([]);
  });
});

test('if a student is too large for the device, the page says which smaller setting fits, and continues with it', async ({
  page,
}) => {
  const playground = new Playground(page);
  const { controls, form, problem } = playground;
  await playground.open('#teacher=none&distil=none&token=off&dim=768&depth=12&heads=12&size=224&patch=16&batch=512');
  await expect(problem).toContainText(/Set the batch to \d+ or less/);
  await form.unfold('optimisation');
  await form.enter('batchSize', '4');
  await form.enter('depth', '1');
  await form.enter('imageSize', '32');
  await form.enter('dim', '16');
  await expect(controls.play).toBeEnabled();
});
