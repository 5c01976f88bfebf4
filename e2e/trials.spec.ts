import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { TEACHER_FAMILIES } from '../src/experiment/teachers';
import type { TrialResult } from '../src/experiment/trials/trials';
import type { TrialsFile } from '../src/experiment/trials/trialsFile';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';
import { Trials } from './pages/trials';

const TRAINED = { timeout: 150_000 };

/** What must not depend on interruptions: everything except the duration. */
const lasting = (results: TrialResult[]) => results.map(({ seconds: _, ...result }) => result);

// All tests share one page: its first step compiles for many seconds, and the teacher's answers are computed once.
test.describe('matched trials', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let trials: Trials;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, `${TINY_TAUGHT}&view=experiments`);
    trials = new Trials(playground.page);
  });
  test.afterAll(() => playground.close());

  test('two class tokens are a control: off by default, with their cosine shown by layer', async () => {
    test.setTimeout(420_000);
    await trials.question.selectOption('The experiment of this page');
    await expect(trials.panel.getByRole('checkbox', { name: /control/ })).not.toBeChecked();
    await trials.choose('two class tokens (control)');
    await trials.epochs.fill('1');
    await trials.seeds.fill('1');
    // The control has no teacher, so the temperature does not affect it: it is trained once for both values.
    await trials.panel.getByLabel('Sweep over').selectOption('temperature τ');
    await trials.panel.getByLabel('Values').fill('3, 1');
    await expect(trials.plan).toHaveText(/^Trains 1 student for 2 results\. /);
    await trials.start.click();
    await expect(trials.progress).toHaveText('2 of 2 trials finished', TRAINED);
    await expect(trials.badge).toHaveText('Start recorded, nothing to compare yet');
    const { results } = (await trials.saved()).content;
    const [control, twin] = results as [TrialResult, TrialResult];
    expect(control).toMatchObject({ strategy: 'two-class', value: 1 });
    expect(twin).toEqual({ ...control, value: 3 });
    expect(control.cosineByLayer).toHaveLength(2);
    const shown = await trials.row('two class tokens (control)');
    expect(shown[2]).toBe((100 * control.accuracy['both-logits']!).toFixed(2));
    await expect(trials.panel).toContainText('There is nothing to compare with. Add the strategy “no distillation”.');
    await expect(
      trials.panel.getByRole('img', {
        name: `Similarity of the two tokens by layer. two class tokens (control) ends at ${control.cosineByLayer.at(-1)!.toFixed(3)}`,
      }),
    ).toBeVisible();
    expect(await playground.accessibilityProblems()).toEqual([]);
    expect(playground.errors).toEqual([]);
  });

  test('a plan that is not possible cannot be started, and the page says why', async () => {
    const { page } = playground;
    await trials.question.selectOption('The experiment of this page');
    await trials.seeds.fill('3');
    await expect(trials.start).toBeEnabled();
    await trials.panel.getByLabel('Sweep over').selectOption('temperature τ');
    await expect(trials.plan).toContainText('values must be numbers');
    await trials.panel.getByLabel('Values').fill('1, 3, 1000');
    await expect(trials.plan).toContainText('largest possible');
    await expect(trials.start).toBeDisabled();
    await trials.panel.getByLabel('Values').fill('1, 3');
    await expect(trials.plan).toHaveText(/^Trains 21 students for 30 results\. /);
    // Kinds of teacher can be swept, too; a question sets its own rows and values.
    await trials.panel.getByLabel('Sweep over').selectOption('kind of teacher');
    await expect(trials.panel.getByLabel('Values')).toHaveValue(TEACHER_FAMILIES.join(', '));
    await expect(trials.plan).toHaveText(/^Trains 51 students for 60 results\. /);
    await expect(trials.panel.getByRole('checkbox', { name: 'labelled images only' })).toHaveCount(0);
    await trials.question.selectOption('MNIST, from 20 to 2,000 labels');
    await expect(trials.panel.getByLabel('Values')).toHaveValue('20, 100, 500, 2000');
    await expect(trials.panel.getByRole('checkbox', { name: 'labelled images only' })).toBeChecked();
    // With all 2,000 labelled, there are no images to leave out.
    await expect(trials.plan).toHaveText('Trains 33 students.');
    // The answer to the question is computed from the recorded numbers.
    await expect(trials.panel).toContainText(
      /labelled images 20: Differences from “no distillation, labelled images only” beyond seed noise/,
    );
    // A recording that is shipped with the page opens at once.
    await trials.panel.getByRole('button', { name: 'MNIST, 40 % of the labels drawn at random' }).click();
    const { plan } = JSON.parse(await readFile('public/runs/mnist-noisy-labels.json', 'utf8')) as TrialsFile;
    const all = plan.strategies.length * plan.seeds.length;
    await expect(trials.progress).toHaveText(`${all} of ${all} trials finished`);
    expect((await trials.row('usual, soft'))[0]).toMatch(/^\d\d\.\d\d ± \d\.\d\d$/);
    await expect(trials.panel).toContainText(/Differences from “no distillation” beyond seed noise: usual, soft \+2\d/);
    // The answers of any of its students can be compared with the others.
    const matrix = trials.panel.locator('.trials-agreement');
    await expect(matrix.getByRole('columnheader', { name: 'distillation head' })).toBeVisible();
    await trials.panel.getByLabel('Strategy of the student').selectOption('usual, soft');
    await expect(matrix.getByRole('columnheader', { name: 'distillation head' })).toHaveCount(0);
    // On a phone its tables are wider than the page. They scroll, by keyboard as well.
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(trials.panel.getByRole('region', { name: 'Accuracy on the test images' })).toHaveAttribute(
      'tabindex',
      '0',
    );
    expect(await playground.accessibilityProblems()).toEqual([]);
    await page.setViewportSize({ width: 1366, height: 768 });
    await trials.choose();
    await expect(trials.plan).toContainText('there is no strategy');
    expect(playground.errors).toEqual([]);
  });

  test('matched trials start the same way and fill the table; interrupted ones give the same results', async ({
    browserName: _,
  }, info) => {
    test.setTimeout(420_000);
    const { page } = playground;
    const lists = trials.panel.getByRole('region', { name: 'Available trials' });
    const sets = await lists.getByRole('button', { name: /^Delete/ }).count();
    await trials.question.selectOption('The experiment of this page');
    await trials.choose('no distillation', 'token, hard');
    await trials.epochs.fill('1');
    await trials.seeds.fill('1');
    await expect(trials.plan).toHaveText('Trains 2 students.');
    await trials.start.click();
    await expect(playground.status).toHaveText('Training matched trials. This run is paused.');
    await expect(trials.progress).toHaveText('2 of 2 trials finished', TRAINED);
    await expect(trials.badge).toHaveText('Same start, checked');
    await expect(trials.panel).toContainText('One seed cannot tell a gain from luck');

    const whole = await trials.saved();
    const [plain, taught] = whole.content.results as [TrialResult, TrialResult];
    const percent = (share: number | null) => (100 * share!).toFixed(2);
    expect(await trials.row('no distillation')).toEqual([percent(plain.accuracy.cls), '–', '–', '–']);
    const { cls, dist, 'both-logits': both } = taught.accuracy;
    expect((await trials.row('token, hard')).slice(0, 3)).toEqual([cls, dist, both].map(percent));
    expect(taught).toMatchObject({ steps: 20, testImages: 1500 });
    expect(taught.start).toEqual(plain.start);
    // Teacher and student answer for the same images and differ on some; the matrix also has the plain student.
    expect(taught.disagreement[1]![3]).toBeGreaterThan(0);
    expect(taught.disagreement[2]![3]).not.toBeNull();

    expect(await playground.accessibilityProblems()).toEqual([]);
    expect(await playground.overflowOnPhone()).toBe(0);

    // The same again, but paused in the second training, reloaded, and then with a lost device.
    await trials.start.click();
    await expect(trials.progress).toHaveText(/^1 of 2/, TRAINED);
    await trials.pause.click();
    await expect(trials.continue).toBeVisible();
    await page.reload();
    await expect(trials.progress).toHaveText(/^1 of 2/);
    await trials.continue.click();
    await expect(playground.status).toHaveText('Training matched trials. This run is paused.');
    await playground.diagnostics.unfold();
    await playground.diagnostics.loseDevice.click();
    await expect(trials.progress).toHaveText('2 of 2 trials finished', TRAINED);
    const again = await trials.saved();
    expect(lasting(again.content.results)).toEqual(lasting(whole.content.results));

    // An opened file is a set like any other; a damaged file is refused, and the shown set stays.
    await expect(lists.getByRole('button', { name: /^Delete/ })).toHaveCount(sets + 2);
    await trials.file.setInputFiles(whole.path);
    await expect(lists.getByRole('button', { name: /^Delete/ })).toHaveCount(sets + 3);
    expect(await trials.row('no distillation')).toEqual([percent(plain.accuracy.cls), '–', '–', '–']);
    const damaged = info.outputPath('damaged.json');
    await writeFile(damaged, JSON.stringify({ ...whole.content, version: 99 }));
    await trials.file.setInputFiles(damaged);
    await expect(playground.problem).toContainText('damaged.json: it has version 99, newer than this playground’s 1.');
    await expect(trials.table).toBeVisible();
    await lists
      .getByRole('button', { name: /^Delete/ })
      .first()
      .click();
    await expect(lists.getByRole('button', { name: /^Delete/ })).toHaveCount(sets + 2);
  });
});
