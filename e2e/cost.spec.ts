import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { TrialsFile } from '../src/experiment/trials/trialsFile';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';
import { Trials } from './pages/trials';

test('accuracy against cost: trials, teacher and paper by any axis; images per second after a measurement', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open(`${TINY_TAUGHT}&view=experiments`);
  const trials = new Trials(page);
  await expect(trials.start).toBeEnabled();
  const panel = page.getByRole('region', { name: 'Accuracy against cost' });
  const plot = panel.getByRole('img');
  await panel.getByRole('checkbox', { name: /the paper’s/ }).uncheck();
  // Only the shipped teacher.
  await expect(plot).toHaveAccessibleName(/^1 points by parameters/);

  await trials.panel.getByRole('button', { name: 'MNIST, 40 % of the labels drawn at random' }).click();
  const { plan } = JSON.parse(await readFile('public/runs/mnist-noisy-labels.json', 'utf8')) as TrialsFile;
  // The trials, their teacher, and the teacher of the run on Shapes.
  const points = plan.strategies.length + 2;
  await expect(plot).toHaveAccessibleName(new RegExp(`^${points} points by parameters`));
  await panel.getByRole('checkbox', { name: /the paper’s/ }).check();
  await expect(plot).toHaveAccessibleName(new RegExp(`^${points + 5} points`));
  await panel.getByRole('checkbox', { name: /the paper’s/ }).uncheck();

  await panel.getByRole('combobox', { name: 'Cost' }).selectOption('images per second, on this GPU');
  await expect(panel).toContainText('There is no value for this axis yet.');
  await panel.getByRole('button', { name: 'Measure images/s here' }).click();
  // The speed of the trials' teacher is unknown here.
  await expect(plot).toHaveAccessibleName(new RegExp(`^${points - 1} points by images/s`));
  await panel.getByText('The numbers').click();
  const speeds = await panel.getByRole('row').locator('td:nth-of-type(4)').allInnerTexts();
  const known = speeds.filter((speed) => speed !== '–');
  expect([speeds.length, known.length]).toEqual([points, points - 1]);
  for (const speed of known) expect(Number(speed.replaceAll(',', ''))).toBeGreaterThan(0);

  await panel.getByRole('combobox', { name: 'Cost' }).selectOption('training time');
  await expect(plot).toHaveAccessibleName(new RegExp(`^${points} points by training time`));
  await panel.locator('.figure-menu summary').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(rows).toHaveLength(points + 1);
  expect(await playground.accessibilityProblems()).toEqual([]);
  expect(await playground.overflowOnPhone()).toBe(0);
  expect(playground.errors).toEqual([]);
});
