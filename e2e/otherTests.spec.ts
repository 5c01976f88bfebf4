import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { OtherTests } from './pages/otherTests';
import { Playground } from './pages/playground';

/** A software adapter computes the teacher's answers for thousands of pictures. */
const MEASURED = { timeout: 240_000 };
const SETS = [
  ...['the test set itself', 'another style', 'all true labels'],
  ...['noise', 'blur', 'less contrast', 'fewer pixels', 'shift'],
];
const ANSWERERS = ['class head', 'distillation head', 'both (logits)', 'teacher'];

async function saved(page: Page, tests: OtherTests, format: 'PNG' | 'CSV'): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), tests.save(format)]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// Both tests share one page: its first step compiles for many seconds, and the teacher's answers are computed once.
test.describe('other test sets', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let tests: OtherTests;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, TINY_TAUGHT);
    tests = new OtherTests(playground.page);
  });
  test.afterAll(() => playground.close());

  test('another experiment replaces the one that is measured', async () => {
    await playground.controls.ready();
    await tests.measure.click();
    await expect(tests.progress).toBeVisible();
    await playground.form.enter('dim', '32');
    await playground.controls.ready();
    await expect(tests.measure).toBeEnabled();
    await expect(tests.state).toHaveText(/^Nothing was measured/);
    await expect(playground.problem).toBeEmpty();
    await playground.controls.stepTimes(1);
    expect(playground.errors).toEqual([]);
  });

  test('training pauses while the student is measured on other test sets, and then continues', async () => {
    test.setTimeout(400_000);
    const { controls, page } = playground;
    await controls.ready();
    await expect(tests.state).toHaveText(/^Nothing was measured/);

    // During training.
    await controls.start();
    await tests.measure.click();
    await expect(playground.status).toHaveText(/Measuring the student on other test sets/);
    await expect(controls.pause).toHaveCount(0);
    const atRest = await controls.steps();
    // It can be cancelled as soon as it starts, and training continues at once.
    await expect(tests.progress).toBeVisible();
    await tests.cancel.click();
    await expect(controls.pause).toBeVisible();
    await controls.waitForStep(atRest + 1);
    await expect(tests.state).toHaveText(/^Nothing was measured/);
    await expect(playground.problem).toBeEmpty();

    await tests.measure.click();
    await expect(tests.again).toBeEnabled(MEASURED);
    await expect(controls.pause).toBeVisible();
    const [, step] = (await tests.state.innerText()).match(/after step ([\d,]+), on 200 of 1,500 images/)!;
    await controls.waitForStep(Number(step!.replace(',', '')) + 1);
    await expect(tests.state).toHaveText(/learned on since/);
    await controls.stop();

    expect(await tests.names()).toEqual(SETS);
    const accuracies = await tests.accuracies();
    for (const set of SETS) {
      expect(Object.keys(accuracies[set]!)).toEqual(ANSWERERS);
      for (const answerer of ANSWERERS) {
        expect(accuracies[set]![answerer]).toBeGreaterThanOrEqual(0);
        expect(accuracies[set]![answerer]).toBeLessThanOrEqual(100);
      }
    }
    // The shipped teacher knows the test set, is even better if every object in a picture counts, and noise makes it worse.
    const teacher = (set: string) => accuracies[set]!.teacher!;
    expect(teacher('the test set itself')).toBeGreaterThan(90);
    expect(teacher('all true labels')).toBeGreaterThanOrEqual(teacher('the test set itself'));
    expect(teacher('noise')).toBeLessThan(teacher('the test set itself') - 10);
    await expect(tests.charts).toHaveCount(5);
    await expect(tests.pictures).toHaveCount(SETS.length + 5 * 6);
    expect(await playground.accessibilityProblems('light')).toEqual([]);
    expect(await playground.accessibilityProblems('dark')).toEqual([]);
    expect(await playground.overflowOnPhone()).toBe(0);

    // The saved numbers equal the shown ones at each strength.
    const { name, bytes } = await saved(page, tests, 'CSV');
    expect(name).toBe('accuracy-by-test-set.csv');
    const [head, ...rows] = bytes.toString().trim().split('\r\n');
    expect(head).toMatch(/^Test set,strength,class head,"class head, difference"/);
    expect(rows).toHaveLength(3 + 5 * 5);
    const noise = rows.filter((row) => row.startsWith('noise,')).map((row) => 100 * Number(row.split(',')[2]));
    expect(noise.reduce((sum, share) => sum + share) / 5).toBeCloseTo(accuracies.noise!['class head']!, 0);
    const picture = await saved(page, tests, 'PNG');
    expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');

    // Another run has another student.
    await controls.reset.click();
    await expect(tests.state).toHaveText(/^Nothing was measured/);
    await expect(tests.rows).toHaveCount(0);
    expect(playground.errors).toEqual([]);
  });
});
