import { expect, test } from '@playwright/test';
import { LOCKS } from '../src/storage/names';
import { TINY_ALONE } from './experiments';
import { Playground } from './pages/playground';
import { interruptedTrials, isHeld, storeAsLastRelease, storedNames } from './pages/storage';
import { Trials } from './pages/trials';

test('two tabs keep their trials apart, and the other tab can continue the trial of a closed one', async ({
  page,
  context,
}) => {
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
  await begin(first, '200');

  // The second tab shows the set of the first one, but does not train it.
  const tab = await context.newPage();
  const second = await opened(tab);
  await second.continue.click();
  await expect(new Playground(tab).problem).toContainText('Another tab is training these trials.');
  await begin(second, '100');
  for (const trials of [first, second]) {
    await trials.pause.click();
    await expect(trials.continue).toBeVisible();
  }
  const both = await interruptedTrials(tab);
  expect(both.map(({ epochs }) => epochs).sort((a, b) => a - b)).toEqual([100, 200]);
  for (const { step } of both) expect(step).toBeGreaterThan(0);

  const withEpochs = (count: number) => both.find(({ epochs }) => epochs === count)!;
  const [ofFirst, ofSecond] = [withEpochs(200), withEpochs(100)] as const;

  await page.close();
  await expect.poll(() => isHeld(tab, LOCKS.place(ofFirst.place))).toBe(false);
  await second.kept.last().click();
  await second.continue.click();
  expect(await second.step()).toBeGreaterThanOrEqual(ofFirst.step);
  await second.pause.click();
  await expect(second.continue).toBeVisible();
  const [left, ...others] = await interruptedTrials(tab);
  expect(others).toEqual([]);
  expect(left).toMatchObject({ epochs: 200, place: ofSecond.place });

  // Stored as in the last release: under names that any page of the origin may use.
  await storeAsLastRelease(tab);
  await tab.reload();
  await second.kept.last().click();
  await second.continue.click();
  expect(await second.step()).toBeGreaterThanOrEqual(left!.step);
  await second.pause.click();
  expect(await storedNames(tab, 'keyval-store', 'keyval')).toEqual(['of another page']);
});
