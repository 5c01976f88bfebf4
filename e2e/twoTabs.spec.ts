import { expect, test } from '@playwright/test';
import { TINY_ALONE } from './experiments';
import { Playground } from './pages/playground';
import { interruptedTrials, makeOld, storedNames } from './pages/storage';
import { Trials } from './pages/trials';

test('two tabs keep their trials apart, and a closed one leaves its trial to the other', async ({ page, context }) => {
  test.setTimeout(420_000);
  const opened = async (tab: typeof page) => {
    await new Playground(tab).open(`${TINY_ALONE}&view=experiments`);
    return new Trials(tab);
  };
  const begin = async (trials: Trials, epochs: string) => {
    await trials.question.selectOption('The experiment of this page');
    await trials.choose('no distillation');
    await trials.epochs.fill(epochs);
    await trials.seeds.fill('1');
    await trials.start.click();
    expect(await trials.step()).toBeGreaterThan(0);
  };
  const first = await opened(page);
  await begin(first, '50');

  // The second tab knows the set of the first one, but does not train it too.
  const tab = await context.newPage();
  const second = await opened(tab);
  await second.continue.click();
  await expect(new Playground(tab).problem).toContainText('Another tab is training these trials.');
  await begin(second, '40');
  for (const trials of [first, second]) {
    await trials.pause.click();
    await expect(trials.continue).toBeVisible();
  }
  const both = await interruptedTrials(tab);
  expect(both.map(({ epochs }) => epochs).sort()).toEqual([40, 50]);
  for (const { step } of both) expect(step).toBeGreaterThan(0);

  await page.close();
  await second.kept.last().click();
  await second.continue.click();
  const { step: before } = both.find(({ epochs }) => epochs === 50)!;
  expect(await second.step()).toBeGreaterThanOrEqual(before);
  await second.pause.click();
  await expect(second.continue).toBeVisible();
  const [left, ...others] = await interruptedTrials(tab);
  expect(others).toEqual([]);
  expect(left).toMatchObject({ epochs: 50, place: both.find(({ epochs }) => epochs === 40)!.place });

  // As the last release stored it: under names that any page of the origin may use.
  await makeOld(tab);
  await second.kept.last().click();
  await tab.reload();
  await second.continue.click();
  expect(await second.step()).toBeGreaterThanOrEqual(left!.step);
  await second.pause.click();
  expect(await storedNames(tab, 'keyval-store', 'keyval')).toEqual(['of another page']);
});
