import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';

/** Every way of distilling: both halves of the paper's Table 3. */
const STRATEGIES = [
  { term: 'None', token: false, terms: 1 },
  { term: 'Soft', token: true, terms: 2 },
  { term: 'Soft', token: false, terms: 2 },
  { term: 'Hard', token: true, terms: 2 },
  { term: 'Hard', token: false, terms: 2 },
] as const;

test.describe('strategies', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, TINY_TAUGHT);
    await playground.controls.ready();
  });
  test.afterAll(() => playground.close());

  test('τ, λ, ε and the learning rate can change during training, without a restart', async () => {
    const { controls, form, stepPanel, curves } = playground;
    await controls.start();
    await controls.waitForStep(3);
    const before = await controls.steps();
    const tau = Number(await form.nudge('tau', 'ArrowRight'));
    const lambda = Number(await form.nudge('lambda', 'ArrowLeft'));
    const epsilon = Number(await form.nudge('labelSmoothing', 'ArrowRight'));
    expect([tau, lambda, epsilon]).toEqual([3.1, 0.49, 0.01]);
    // The equation shows the values that its step used.
    await expect
      .poll(async () => (await stepPanel.loss()).factors.map((factors) => factors.slice(0, -1)))
      .toEqual([[0.51], [0.49, 9.61]]);
    await expect(stepPanel.guesses('Teacher')).toContainText('τ = 3.1');

    await form.unfold('optimisation');
    await form.enter('learningRate', '2e-5');
    await expect
      .poll(async () => Number((await curves.point(curves.learningRate)).values['Learning rate']))
      .toBeLessThanOrEqual(2e-5);
    await expect(form.pending).toHaveCount(0);
    expect(await controls.steps()).toBeGreaterThan(before);
    await expect(controls.pause).toBeVisible();
    await controls.stop();
    // The run was not restarted: its first step is still there.
    expect((await curves.points(curves.loss, 1))[0]!.step).toBe(0);
  });

  test('the answer can come from another head at once: the same step, other numbers', async () => {
    const { attention, controls, curves } = playground;
    const step = await controls.steps();
    const read = async () => (await attention.answers.locator('tr[data-read=true]').innerText()).split(/\s+/);
    const seen: string[] = [];
    for (const name of ['class head', 'distillation head', 'both: logits', 'both: softmax']) {
      await attention.inference(name).check();
      const row = await read();
      seen.push(row.join(' '));
    }
    expect(seen[0]).toMatch(/^class head/);
    expect(seen[1]).toMatch(/^distillation head/);
    expect(seen[2]).toMatch(/^both/);
    expect(seen[3]).toMatch(/^both/);
    expect(await curves.point(curves.accuracy)).toHaveProperty(['values', 'both (softmax)']);
    await attention.inference('both: logits').check();
    expect(await curves.point(curves.accuracy)).toHaveProperty(['values', 'both (logits)']);
    expect(await controls.steps()).toBe(step);
  });

  for (const { term, token, terms } of STRATEGIES) {
    test(`${term.toLowerCase()}, ${token ? 'with' : 'without'} the distillation token`, async () => {
      const { attention, controls, form, stepPanel, page } = playground;
      await form.option('distillation', term).check();
      await form.toggle('distToken').setChecked(token);
      // A change does not discard a run that has started.
      if (await form.apply.isVisible()) await form.apply.click();
      await expect(controls.stepNumber).toHaveText('0');
      await controls.ready();
      await controls.stepTimes(3);
      const loss = await stepPanel.loss();
      expect(loss.terms).toHaveLength(terms);
      expect(loss.terms.reduce((a, b) => a + b)).toBeCloseTo(loss.total, 8);
      expect(loss.total).toBeGreaterThan(0);
      await expect(stepPanel.guesses('Distillation head')).toHaveCount(token ? 1 : 0);
      await expect(attention.distMap).toHaveCount(token ? 1 : 0);
      await expect(attention.inference('both: softmax')).toBeEnabled({ enabled: token });
      await expect(page.getByRole('alert')).toHaveText('');
    });
  }

  test('the control has two class tokens, the label teaches both, and neither is called a distillation token', async () => {
    const { attention, controls, form, stepPanel, page } = playground;
    await form.option('distillation', 'Label').check();
    await expect(form.field('distToken')).toHaveCount(0);
    await expect(form.field('lambda')).toHaveCount(0);
    if (await form.apply.isVisible()) await form.apply.click();
    await expect(controls.stepNumber).toHaveText('0');
    await controls.ready();
    await controls.stepTimes(3);
    const loss = await stepPanel.loss();
    expect(loss.factors.map(([factor]) => factor)).toEqual([0.5, 0.5]);
    expect(loss.terms.reduce((a, b) => a + b)).toBeCloseTo(loss.total, 8);
    await expect(stepPanel.guesses('Second class head')).toContainText('learns the label');
    await expect(stepPanel.guesses('Distillation head')).toHaveCount(0);
    await expect(attention.inference('second class head')).toBeEnabled();
    await expect(page.getByRole('img', { name: /^Attention of the second class token/ })).toHaveCount(1);
    await expect(page.getByRole('alert')).toHaveText('');
  });

  test('there were no errors', () => {
    expect(playground.errors).toEqual([]);
  });
});
