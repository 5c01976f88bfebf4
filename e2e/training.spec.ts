import { expect, test } from '@playwright/test';
import { MICRO_WITH_TRAINED_TEACHER, TINY_TAUGHT } from './experiments';
import { pictures, upload, zip } from './fixtures/files';
import { Playground } from './pages/playground';

// All tests share one page and one run, because training takes most of the time.
test.describe('a Micro student learns own images from a teacher that is trained on them', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let firstMaps: string[];

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, MICRO_WITH_TRAINED_TEACHER);
  });
  test.afterAll(() => playground.close());

  test('a teacher is trained on the current data set, and its training can be cancelled', async () => {
    const { cancel, curves, page, status } = playground;
    await expect(status).toHaveText(/Training the teacher: epoch 1 of 10/);
    await expect(page.getByRole('progressbar')).toBeVisible();
    await expect.poll(async () => (await curves.point(curves.teacher)).step).toBeGreaterThan(4);
    await cancel.click();
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  });

  test('another teacher is trained on own images, knows them, and answers', async () => {
    const { attention, controls, dataset, form, page } = playground;
    await dataset.chooseOwn();
    await dataset.load(dataset.files, [upload('pets.zip', zip(pictures(40)))]);
    await expect(dataset.dialog).toBeHidden();
    await expect(dataset.card).toContainText('96 training and 24 test images');
    await controls.ready();
    await form.unfold('teacher');
    const said = form.field('teacher').locator('xpath=..');
    await expect(said).toContainText(/trained here: [\d,]+ parameters, [\d.]+ % /);
    const [, accuracy] = (await said.innerText()).match(/parameters, ([\d.]+) %/)!;
    expect(Number(accuracy)).toBeGreaterThan(90);
    await expect(attention.answer('teacher')).toContainText('%');
    // Keys control the page again, not the unfolded element.
    await page.locator('h1').click();
  });

  test('the page shows everything before the first step', async () => {
    const { attention, controls, status, dataset } = playground;
    await expect(status).toHaveText(/Ready/);
    expect(await controls.steps()).toBe(0);
    await expect(dataset.card).toBeAttached();
    // One picture of each class.
    await expect(attention.pictures.getByRole('radio')).toHaveCount(3);
    firstMaps = [await attention.pixels(attention.classMap), await attention.pixels(attention.distMap)];
    expect(firstMaps[0]).not.toBe(firstMaps[1]);
  });

  test('S makes one step, and all its numbers are shown and add up', async () => {
    const { controls, curves, page, stepPanel } = playground;
    await page.keyboard.press('s');
    await expect(controls.stepNumber).toHaveText('1');
    await expect(controls.play).toBeEnabled();
    const loss = await stepPanel.loss();
    expect(loss.sign).toBe('=');
    expect(loss.terms).toHaveLength(2);
    expect(loss.terms[0]! + loss.terms[1]!).toBeCloseTo(loss.total, 8);
    // (1 − λ) · L_label and λ · L_teacher, within the precision of factors with four decimals.
    for (const [i, factors] of loss.factors.entries())
      expect(factors.reduce((a, b) => a * b)).toBeCloseTo(loss.terms[i]!, 2);
    const plotted = (await curves.point(curves.loss)).values;
    expect(Number(plotted.total)).toBe(loss.total);
    expect(Number(plotted['label term'])).toBeCloseTo(loss.terms[0]!, 3);
    expect(Number(plotted['teacher term'])).toBeCloseTo(loss.terms[1]!, 3);
  });

  test('the space bar plays and pauses, and nothing changes while paused', async () => {
    const { controls, page } = playground;
    await page.keyboard.press('Space');
    await expect(controls.pause).toBeVisible();
    await controls.waitForStep(4);
    await page.keyboard.press('Space');
    await expect(controls.play).toBeEnabled();
    const paused = await controls.steps();
    await page.waitForTimeout(500);
    expect(await controls.steps()).toBe(paused);
  });

  test('slow motion keeps its pace; pausing and changing the speed do not wait for a step', async () => {
    const { controls } = playground;
    await controls.speed.selectOption({ label: '1 step/s' });
    const before = await controls.steps();
    await controls.start();
    await controls.waitForStep(before + 2);
    await controls.stop();
    expect(await controls.steps()).toBeLessThanOrEqual(before + 3);
    await controls.speed.selectOption({ label: '2 steps/s' });
    await controls.start();
    const [from, begun] = [await controls.steps(), Date.now()];
    await controls.waitForStep(from + 4);
    // Four steps at two per second; the first may come at once.
    expect(Date.now() - begun).toBeGreaterThan(1200);
    await controls.speed.selectOption({ label: 'Full speed' });
    await expect(controls.imagesPerSecond).toHaveText(/^[\d,]+$/);
    await expect(controls.timeLeft).toHaveText(/^[\d:]+$/);
  });

  test('the loss falls, and the test accuracy rises far above chance', async () => {
    const { attention, controls, curves, status } = playground;
    await controls.waitForStep(30);
    // The maps are updated during training.
    await expect.poll(() => attention.pixels(attention.classMap)).not.toBe(firstMaps[0]);
    await expect.poll(() => attention.pixels(attention.distMap)).not.toBe(firstMaps[1]);
    await expect(status).toHaveText(/Finished/, { timeout: 120_000 });
    const [first] = await curves.points(curves.loss, 1);
    const last = await curves.point(curves.loss);
    expect(Number(last.values.total)).toBeLessThan(0.5 * Number(first!.values.total));
    for (const head of ['class head', 'distillation head', 'both (logits)'])
      expect(await curves.latestAccuracy(head)).toBeGreaterThan(80);
  });

  test('training stops after the requested epochs, with a test on all test pictures', async () => {
    const { controls, curves } = playground;
    await expect(controls.epochNumber).toHaveText('20.0');
    expect((await curves.point(curves.accuracy)).step).toBe(await controls.steps());
    await expect(controls.step).toBeDisabled();
    await expect(controls.play).toBeEnabled();
  });

  test('the attention of both tokens differs, by layer and by head', async () => {
    const { attention } = playground;
    const maps = [await attention.pixels(attention.classMap), await attention.pixels(attention.distMap)];
    expect(maps[0]).not.toBe(maps[1]);
    await expect(attention.differenceMap).toBeVisible();
    await attention.layer.selectOption('1');
    await expect.poll(() => attention.pixels(attention.classMap)).not.toBe(maps[0]);
    const mean = await attention.pixels(attention.distMap);
    await attention.head.selectOption('2');
    await expect.poll(() => attention.pixels(attention.distMap)).not.toBe(mean);
  });

  test('other test pictures can be chosen', async () => {
    const { attention } = playground;
    const pictures = attention.pictures.getByRole('radio');
    const before = await attention.pixels(attention.classMap);
    await pictures.nth(2).check();
    expect(await attention.pixels(attention.classMap)).not.toBe(before);
    await attention.next.click();
    await expect(pictures).toHaveCount(16);
  });

  test('training continues at a larger picture size, with the same pictures', async () => {
    const { controls, dataset, form, page } = playground;
    await page.getByRole('button', { name: 'Fine-tune at a higher resolution …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fine-tune at a higher resolution' });
    await dialog.getByLabel('Epochs').fill('1');
    await dialog.getByRole('button', { name: 'Fine-tune' }).click();
    await expect(dialog).toBeHidden();
    // When paused or finished, the snapshot has the last step; otherwise the page may be one step ahead.
    await expect(playground.status).toHaveText(/Finished/, { timeout: 120_000 });
    expect(await controls.steps()).toBe(3);
    await expect(form.number('imageSize')).toHaveValue('40');
    await expect(dataset.card).toContainText('32 × 32 px, colour');
    const row = page.getByRole('region', { name: 'Fine-tuned' }).getByRole('row', { name: /^image size/ });
    await expect(row).toHaveText('image size32 px40 px');
    // A new worker reads the images in the same way, and the run continues.
    await playground.diagnostics.unfold();
    await playground.diagnostics.crashWorker.click();
    await expect(playground.status).toHaveText(/A new one continues from the last snapshot/, { timeout: 120_000 });
    await expect(dataset.card).toContainText('32 × 32 px, colour');
    expect(await controls.steps()).toBe(3);
    await expect(row).toHaveText('image size32 px40 px');
  });

  test('there were no errors', () => {
    expect(playground.errors).toEqual([]);
  });
});

test('Reset returns to the same initial weights: the same losses follow', async ({ page }) => {
  const playground = new Playground(page);
  const { controls, curves, diagnostics } = playground;
  await playground.open(`${TINY_TAUGHT}&crop=resized`);
  await controls.ready();
  await diagnostics.unfold();
  const weights = await diagnostics.initialWeights.innerText();
  await controls.stepTimes(6);
  const losses = await curves.points(curves.loss, 6);
  expect(new Set(losses.map(({ values }) => values.total)).size).toBe(6);

  await page.locator('h1').click();
  await page.keyboard.press('r');
  await expect(controls.stepNumber).toHaveText('0');
  await expect(curves.loss).toHaveAttribute('aria-valuetext', /Press Play/);
  await controls.stepTimes(6);
  expect(await curves.points(curves.loss, 6)).toEqual(losses);

  // The same after a run at full speed.
  await controls.start();
  await controls.waitForStep(20);
  await controls.reset.click();
  await expect(controls.stepNumber).toHaveText('0');
  await expect(diagnostics.initialWeights).toHaveText(weights);
  await controls.stepTimes(6);
  expect(await curves.points(curves.loss, 6)).toEqual(losses);
  expect(playground.errors).toEqual([]);
});
