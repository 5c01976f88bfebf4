import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Duel } from './pages/duel';
import { Playground } from './pages/playground';

test.describe('token duel', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let duel: Duel;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, `${TINY_TAUGHT}&view=look`);
    duel = new Duel(playground.page);
    await playground.controls.ready();
    await playground.controls.stepTimes(2);
    await expect(duel.panel).toContainText('step 2');
  });
  test.afterAll(() => playground.close());

  test('each head, both heads and the teacher answer, and words compare each answer with the true label', async () => {
    for (const name of ['Class head', 'Distillation head', /^Both/, 'Teacher'])
      await expect(duel.panel.getByRole('heading', { name, level: 3 })).toHaveCount(1);
    await expect(duel.panel.locator('.guesses > p')).toHaveText(Array(4).fill(/^(✓ right|✗ wrong, it is .+)$/));
    await expect(duel.panel.getByRole('img', { name: /^Attention of the (class|distillation) token/ })).toHaveCount(2);
    await expect(duel.panel.getByRole('img', { name: /^Cosine of both tokens.*Before the first layer/ })).toBeVisible();
  });

  test('the models see the dragged crop; keys move and resize it; it can be reset', async () => {
    const { page } = playground;
    const whole = await duel.seen();
    await expect(duel.resetCrop).toBeDisabled();
    await duel.crop.scrollIntoViewIfNeeded();
    const frame = (await duel.crop.boundingBox())!;
    await page.mouse.move(frame.x + 0.1 * frame.width, frame.y + 0.1 * frame.height);
    await page.mouse.down();
    await page.mouse.move(frame.x + 0.6 * frame.width, frame.y + 0.6 * frame.height, { steps: 4 });
    await page.mouse.up();
    await expect(duel.crop).toHaveAttribute('aria-valuetext', /^\d+ × \d+ px, left \d+, top \d+$/);
    await expect.poll(() => duel.seen()).not.toBe(whole);
    const dragged = await duel.seen();
    const before = await duel.crop.getAttribute('aria-valuetext');
    await duel.crop.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => duel.seen()).not.toBe(dragged);
    expect(await duel.crop.getAttribute('aria-valuetext')).not.toBe(before);
    const share = Number(await duel.crop.getAttribute('aria-valuenow'));
    await page.keyboard.press('Shift+ArrowUp');
    expect(Number(await duel.crop.getAttribute('aria-valuenow'))).toBeGreaterThan(share);
    await duel.resetCrop.click();
    await expect.poll(() => duel.seen()).toBe(whole);
  });

  test('dark knowledge: at every τ, the classes add up to the KL and the terms to the total', async () => {
    const addsUp = async () => {
      const loss = await duel.loss();
      expect(loss.label! + loss.teacher!).toBeCloseTo(loss.total!, 8);
      const { rows, sum } = await duel.divergence();
      expect(Math.abs(rows.reduce((a, b) => a + b, 0) - sum)).toBeLessThan(1e-3);
      return { loss, sum };
    };
    const first = await addsUp();
    await expect(duel.formula).toContainText('KL');
    await duel.tau.focus();
    for (let i = 0; i < 10; i++) await playground.page.keyboard.press('ArrowRight');
    const later = await addsUp();
    expect(later.loss.label).toBe(first.loss.label);
    expect(later.sum).not.toBe(first.sum);
    await duel.runTau.click();
    expect((await addsUp()).loss).toEqual(first.loss);
  });

  test('the cursor goes back to the first step and returns to the current step, by keyboard and button', async () => {
    const { controls, page } = playground;
    await controls.start();
    await controls.waitForStep(60);
    await controls.stop();
    const present = `now, step ${await controls.steps()}`;
    const time = page.getByRole('region', { name: 'Back in time' });
    const cursor = time.getByRole('slider', { name: 'Step of the run' });
    await expect(cursor).toHaveAttribute('aria-valuetext', present);
    await expect(cursor).toBeEnabled();
    /** A student that has just started may give the same answers in whole per cent; its tokens still differ. */
    const seen = async () => ({
      cosine: await time
        .getByRole('img', { name: /^Cosine of both tokens.*Before the first layer/ })
        .getAttribute('aria-label'),
      answers: await time.getByRole('table').innerText(),
    });
    const now = await seen();
    await cursor.focus();
    await page.keyboard.press('Home');
    await expect(cursor).toHaveAttribute('aria-valuetext', /^step 0 \(1 of \d+\)$/);
    await expect(time.locator('.moment-sum')).toContainText('total');
    expect((await seen()).cosine).not.toBe(now.cosine);
    expect(await playground.overflowOnPhone()).toBe(0);
    await time.getByRole('button', { name: 'Now', exact: true }).click();
    await expect(cursor).toHaveAttribute('aria-valuetext', present);
    expect(await seen()).toEqual(now);
  });

  test('dragging the cursor of the loss curve moves maps, answers and loss back in time; Escape returns, in both views', async () => {
    const { attention, curves, page, views } = playground;
    const time = page.getByRole('region', { name: 'Back in time' });
    const loss = time.getByRole('slider', { name: /^Training loss/ });
    await loss.scrollIntoViewIfNeeded();
    const box = (await loss.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 0.6 * box.width, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.3 * box.width, y, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    const cursor = time.getByRole('slider', { name: 'Step of the run' });
    await expect(cursor).toHaveAttribute('aria-valuetext', /^step \d+ \(\d+ of \d+\)$/);
    // The curve, the cursor and the loss below show the same step.
    const point = await curves.point(loss);
    expect(await cursor.getAttribute('aria-valuetext')).toContain(`step ${point.step} (`);
    await expect(time.locator('.moment-sum')).toContainText(`total ${point.values.total}`);

    await views.link('Train').click();
    await expect(attention.panel).toContainText(`showing step ${point.step}`);
    const past = await attention.pixels(attention.differenceMap);
    await curves.loss.focus();
    await page.keyboard.press('Home');
    await expect(attention.panel).toContainText('showing step 0');
    await expect.poll(() => attention.pixels(attention.differenceMap)).not.toBe(past);
    await page.keyboard.press('Escape');
    await expect(attention.panel).not.toContainText('showing step');
    await expect.poll(() => attention.pixels(attention.differenceMap)).not.toBe(past);
    await views.link('Look').click();
    await expect(cursor).toHaveAttribute('aria-valuetext', /^now, step/);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds no problem, ${colorScheme}`, async () => {
      expect(await playground.accessibilityProblems(colorScheme)).toEqual([]);
    });
  }

  test('there were no errors', () => {
    expect(playground.errors).toEqual([]);
  });
});
