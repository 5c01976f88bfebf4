import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Playground } from './pages/playground';
import { Runs } from './pages/runs';

/** Thirty steps without a teacher. */
const SHORT =
  '#teacher=none&distil=none&token=off&dim=16&depth=1&heads=2&batch=16&n=160&epochs=3&warmup=0&crop=none&seed=3';
const NAME = 'Shapes · no distillation · seed 3';
const SECOND = `${NAME} (2)`;
const MARKUP = '<b>bold</b> & "quoted"';

type Described = Record<string, unknown> & { config: Record<string, unknown> };

/** A run's file with its description changed. */
function withDescription(file: Buffer, change: (run: Described) => void): Buffer {
  const end = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, end).toString('utf8')) as { __metadata__: { run: string } };
  const run = JSON.parse(header.__metadata__.run) as Described;
  change(run);
  header.__metadata__.run = JSON.stringify(run);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, file.subarray(end)]);
}

test.describe('runs of the page', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let runs: Runs;
  let file: Buffer;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, SHORT);
    runs = new Runs(playground.page);
  });
  test.afterAll(() => playground.close());

  test('finished runs are kept, others can be kept by hand, and no run is kept twice', async () => {
    const { controls, form, views, status } = playground;
    await controls.ready();
    await expect(runs.keep).toBeDisabled();
    await controls.play.click();
    await expect(status).toHaveText(/^Finished/, { timeout: 120_000 });
    await form.unfold('optimisation');
    await form.enter('weightDecay', '0.2');
    await form.apply.click();
    await expect.poll(() => controls.steps()).toBe(0);
    await controls.ready();
    await controls.stepTimes(2);
    await runs.keep.click();
    await expect(status).toHaveText(`Saved in Runs as “${SECOND}”.`);
    await runs.keep.click();
    await expect(status).toHaveText('This step of the run is already saved.');
    await controls.reset.click();
    await expect.poll(() => controls.steps()).toBe(0);
    await views.link('Runs').click();
    await expect(runs.rows).toHaveCount(2);
    expect(await runs.shown(NAME)).toMatchObject({
      dataset: 'Shapes',
      strategy: 'no distillation',
      step: '30',
      dist: '–',
    });
    expect((await runs.shown(NAME)).cls).toMatch(/^\d+\.\d %$/);
    // It was tested only before its first step.
    expect(await runs.shown(SECOND)).toMatchObject({ step: '2' });
  });

  test('a kept run that was tested is a point of accuracy against cost', async () => {
    const { views, page } = playground;
    await views.link('Experiments').click();
    const panel = page.getByRole('region', { name: 'Accuracy against cost' });
    await panel.getByText('The numbers').click();
    await expect(panel.getByRole('rowheader', { name: `kept run: ${NAME}`, exact: true })).toBeVisible();
    await expect(panel.getByRole('listitem').filter({ hasText: 'kept run' })).toBeVisible();
    await views.link('Runs').click();
  });

  test('comparing two runs lists their different fields and their results', async () => {
    await runs.compare(NAME);
    await expect(runs.comparison).toContainText('Choose another run');
    await runs.compare(SECOND);
    await expect(runs.differing).toHaveCount(1);
    expect(await runs.texts(runs.differing)).toEqual([['Weight decay', '0.05', '0.2']]);
    const outcome = Object.fromEntries((await runs.texts(runs.outcome)).map(([name, ...values]) => [name, values]));
    expect(outcome.Step).toEqual(['30', '2']);
    expect(outcome['class head']![0]).toBe((await runs.shown(NAME)).cls);
    await expect(runs.comparison).toContainText('All runs started with the same weights');
    const loss = runs.comparison.getByRole('slider', { name: /^Training loss/ });
    await loss.press('Home');
    // The same weights, batch and crops give the same first loss.
    const [first, other] = (await loss.getAttribute('aria-valuetext'))!.match(/\d+\.\d{4}/g)!;
    expect(first).toBe(other);
    await loss.press('End');
    await expect(loss).toHaveAttribute('aria-valuetext', new RegExp(`^step 29: A ${NAME} \\d.*, B .* –$`));
    expect(await playground.accessibilityProblems()).toEqual([]);
    expect(await playground.overflowOnPhone()).toBe(0);
  });

  test('a new name is shown as text; a run is exported, deleted and imported', async () => {
    const { page } = playground;
    await runs.rename(NAME, MARKUP);
    await expect(runs.row(MARKUP)).toBeVisible();
    await expect(runs.panel.locator('b')).toHaveCount(0);
    const shown = await runs.shown(MARKUP);
    const exported = await runs.exported(MARKUP);
    expect(exported.file).toBe('b-bold-b-quoted.safetensors');
    file = exported.bytes;
    await runs.delete(MARKUP);
    await expect(runs.rows).toHaveCount(1);
    await runs.undo.click();
    await expect(runs.rows).toHaveCount(2);
    await runs.delete(MARKUP);
    await expect(runs.rows).toHaveCount(1);
    await page.reload();
    await expect(runs.rows).toHaveCount(1);
    await runs.files.setInputFiles(exported.path);
    await expect(runs.rows).toHaveCount(2);
    expect(await runs.shown(MARKUP)).toEqual(shown);
  });

  test('an opened run has its step, accuracy, curves and maps, and restarts from the same weights', async () => {
    const { attention, controls, curves, form, views, status } = playground;
    const { cls } = await runs.shown(MARKUP);
    await runs.open(MARKUP);
    await expect(views.current).toHaveText('Train');
    await expect(status).toHaveText(`The kept run “${MARKUP}” is open at step 30.`);
    expect(await controls.steps()).toBe(30);
    await expect.poll(() => curves.latestAccuracy('class head')).toBe(Number.parseFloat(cls));
    expect((await curves.point(curves.loss)).step).toBe(29);
    await expect(attention.classMap).toBeVisible();
    await form.unfold('optimisation');
    await expect(form.number('weightDecay')).toHaveValue('0.05');
    const before = (await curves.points(curves.loss, 1))[0]!;
    await controls.reset.click();
    await expect.poll(() => controls.steps()).toBe(0);
    await controls.stepTimes(1);
    expect(await curves.point(curves.loss)).toEqual(before);
  });

  test('bad files are refused in a sentence, and nothing else changes', async () => {
    const info = test.info();
    const { controls, views, problem, status } = playground;
    await views.link('Runs').click();
    const steps = await controls.steps();
    await expect(runs.rows).toHaveCount(2);
    const bad: [string, Buffer, RegExp][] = [
      ['cut.safetensors', file.subarray(0, -9), /cut\.safetensors: it is truncated/],
      ['newer.safetensors', withDescription(file, (run) => (run.version = 99)), /has version 99, newer/],
      [
        'huge.safetensors',
        withDescription(file, (run) => (run.step = 1e15)),
        /huge\.safetensors: the curves have 30 steps/,
      ],
      [
        'wide.safetensors',
        withDescription(file, ({ config }) => (config.dim = 1e9)),
        /cannot use the configuration.*largest possible/,
      ],
      ['none.safetensors', Buffer.from('<script>alert(1)</script>'), /none\.safetensors: /],
    ];
    for (const [name, bytes, sentence] of bad) {
      const path = info.outputPath(name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      await runs.files.setInputFiles(path);
      await expect(problem).toContainText(sentence);
      await problem.getByRole('button', { name: 'Dismiss' }).click();
      await expect(problem).toHaveText('');
    }
    await expect(runs.rows).toHaveCount(2);
    // A valid file for another student: the mistake shows only when it is opened.
    const strange = info.outputPath('strange.safetensors');
    await writeFile(
      strange,
      withDescription(file, (run) => (Object.assign(run, { name: 'strange' }).config.dim = 32)),
    );
    await runs.files.setInputFiles(strange);
    await runs.open('strange');
    await expect(problem).toContainText(
      /“strange” cannot continue: its weights cls_token have 16 numbers instead of 32/,
    );
    await controls.ready();
    await expect(views.current).toHaveText('Runs');
    expect(await controls.steps()).toBe(steps);
    await expect(status).toHaveText(/at step 1\.$/);
    await runs.delete('strange');
  });

  test('there were no other errors', () => {
    expect(playground.errors).toEqual([]);
  });
});

test('a run of the headless command opens in the page, and the page’s export opens in the command', async ({
  page,
}, info) => {
  test.setTimeout(300_000);
  const folder = info.outputPath('headless');
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ link: `${SHORT}&epochs=1&n=64&size=16&patch=8` }));
  const train = async (out: string) => {
    const args = ['scripts/run.mjs', 'scripts/train.ts', '--config', config, '--out', out];
    const { stdout, stderr } = await promisify(execFile)('node', args);
    return `${stdout}${stderr}`.match(/(\d+) steps in .*cls (\d+\.\d\d) %/)!;
  };
  const [, steps, cls] = await train(join(folder, 'out'));
  const playground = new Playground(page);
  const { controls, curves, views } = playground;
  const runs = new Runs(page);
  await playground.open(`${SHORT}&view=runs`);
  await runs.files.setInputFiles(join(folder, 'out', 'run.safetensors'));
  await expect(runs.rows).toHaveCount(1);
  const name = (await runs.rows.first().getByRole('rowheader').innerText()).trim();
  expect(await runs.shown(name)).toMatchObject({ step: steps, cls: `${Number(cls).toFixed(1)} %` });
  await controls.ready();
  await runs.open(name);
  await expect(views.current).toHaveText('Train');
  expect(await controls.steps()).toBe(Number(steps));
  await expect.poll(() => curves.latestAccuracy('class head')).toBe(Number(Number(cls).toFixed(1)));

  await views.link('Runs').click();
  const { path } = await runs.exported(name);
  await mkdir(join(folder, 'back'));
  await writeFile(join(folder, 'back', 'run.safetensors'), await readFile(path));
  // There is nothing left to train: the command's output comes from the file.
  expect(await train(join(folder, 'back'))).toMatchObject({ 1: steps, 2: cls });
  expect(playground.errors).toEqual([]);
});
