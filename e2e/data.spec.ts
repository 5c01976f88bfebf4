import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { serve } from '../scripts/serve';
import { TINY_ALONE } from './experiments';
import { Playground } from './pages/playground';

const TINY_MNIST =
  '#data=mnist&size=28&patch=7&flip=off&distil=soft&dim=16&depth=1&heads=2&batch=16&n=320&epochs=50&warmup=0&crop=none';

/** Records every task that the page shows from its start, with the finished share. */
async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: { label: string; value: number }[] = [];
    Object.assign(globalThis, { shownTasks: shown });
    new MutationObserver(() => {
      const bar = document.querySelector<HTMLProgressElement>('.status-line progress[value]');
      if (bar) shown.push({ label: bar.getAttribute('aria-label') ?? '', value: bar.value });
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** The finished shares of a task, in the order shown. */
function sharesOf(page: Page, label: string): Promise<number[]> {
  return page.evaluate((wanted) => {
    const { shownTasks } = globalThis as unknown as { shownTasks: { label: string; value: number }[] };
    return shownTasks.filter((task) => task.label === wanted).map(({ value }) => value);
  }, label);
}

async function expectMnist({ controls, dataset, form }: Playground): Promise<void> {
  await controls.ready();
  await form.unfold('data');
  await expect(dataset.card.getByRole('heading')).toHaveText('MNIST');
  await expect(dataset.card).toContainText('60,000 training and 10,000 test images, 28 × 28 px, grey');
}

test.describe('MNIST, from a separate server', () => {
  test.describe.configure({ mode: 'serial' });
  let root: string;
  let site: Awaited<ReturnType<typeof serve>>;
  let playground: Playground;

  test.beforeAll(async ({ browser }, testInfo) => {
    root = testInfo.outputPath('site');
    cpSync('dist', root, { recursive: true, filter: (path) => !path.includes('cifar10') });
    site = await serve(root, 0, '/folder/');
    playground = new Playground(await browser.newPage({ baseURL: site.url }));
    await watchTasks(playground.page);
  });
  test.afterAll(async () => {
    await playground.page.close();
    await site.close();
    rmSync(root, { recursive: true });
  });

  test('it loads with progress and shows its card', async () => {
    const { dataset, page } = playground;
    await playground.open(TINY_MNIST);
    await expectMnist(playground);
    const shares = await sharesOf(page, 'Loading MNIST');
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);

    await expect(dataset.classes).toHaveCount(10);
    const counts = await dataset.classes.locator('td.number').allInnerTexts();
    expect(counts.reduce((sum, count) => sum + Number(count.replace(',', '')), 0)).toBe(60_000);
    await expect(dataset.samples).toHaveCount(10);
    // Ten rows of samples, each with different pictures.
    const strips = await dataset.samples.evaluateAll((all: HTMLCanvasElement[]) =>
      all.map((strip) => strip.toDataURL()),
    );
    expect(new Set(strips).size).toBe(10);
    await expect(dataset.card).toContainText('OriginYann LeCun');
    await expect(dataset.card).toContainText('LicenceCC BY-SA 3.0');
  });

  test('it trains with the teacher that is shipped for it', async () => {
    const { attention, controls, form, stepPanel } = playground;
    await form.unfold('teacher');
    await expect(form.field('teacher').locator('xpath=..')).toContainText(/pretrained: [\d,]+ parameters, 99\.\d % /);
    await controls.stepTimes(3);
    const loss = await stepPanel.loss();
    expect(loss.terms).toHaveLength(2);
    expect(loss.terms[0]! + loss.terms[1]!).toBeCloseTo(loss.total, 8);
    expect(loss.total).toBeGreaterThan(0);
    await expect(attention.answer('teacher')).toContainText('%');
    expect(playground.errors).toEqual([]);
  });

  test('the second time it comes from the cache: the server no longer has the pictures', async () => {
    const { controls, page } = playground;
    const folder = join(root, 'data/mnist');
    for (const name of readdirSync(folder)) if (name.endsWith('.bin')) rmSync(join(folder, name));
    await page.reload();
    await expectMnist(playground);
    expect(await controls.steps()).toBe(3);
    await controls.stepTimes(1);
    expect(playground.errors).toEqual([]);
  });

  test('if it is not prepared, the page starts with Shapes and says how to get it', async ({ browser }) => {
    rmSync(join(root, 'data'), { recursive: true });
    const fresh = new Playground(await browser.newPage({ baseURL: site.url }));
    const { controls, dataset, form, problem } = fresh;
    await fresh.open(TINY_MNIST.replace('distil=soft', 'distil=none&token=off&teacher=none'));
    await expect(problem).toContainText('MNIST is not prepared on this server.');
    await expect(problem).toContainText('Run npm run data in the project folder, then choose');
    await controls.ready();
    await expect(dataset.picker).toHaveValue('shapes');
    await form.unfold('data');
    await expect(dataset.card.getByRole('heading')).toHaveText('Shapes');
    await controls.stepTimes(2);

    await dataset.picker.selectOption('cifar10');
    await form.apply.click();
    await expect(problem).toContainText('CIFAR-10 is not prepared on this server.');
    await expect(dataset.picker).toHaveValue('shapes');
    await expect(dataset.card.getByRole('heading')).toHaveText('Shapes');
    expect(await controls.steps()).toBe(2);
    await controls.stepTimes(1);

    // Choosing it again works, as the page says.
    cpSync('dist/data/mnist', join(root, 'data/mnist'), { recursive: true });
    await dataset.picker.selectOption('mnist');
    await form.apply.click();
    await expect(dataset.card.getByRole('heading')).toHaveText('MNIST');
    await controls.ready();
    await controls.stepTimes(1);
    await fresh.page.close();
  });
});

test('loading a data set stops when another one is chosen', async ({ page }) => {
  const playground = new Playground(page);
  const { controls, dataset, form, problem, status } = playground;
  const asked = new Set<string>();
  page.on('request', (request) => {
    if (request.url().includes('/cifar10/train')) asked.add(request.url());
  });
  // With the crop of Shapes, going back requests exactly the current run.
  await playground.open('#teacher=none&distil=none&token=off&dim=16&depth=1&heads=2&batch=16&warmup=0');
  await controls.ready();
  await form.unfold('data');
  const shapes = await dataset.card.innerText();

  await dataset.picker.selectOption('cifar10');
  await expect(status).toHaveText('Loading CIFAR-10');
  await expect.poll(() => asked.size).toBeGreaterThan(0);
  await dataset.picker.selectOption('shapes');
  await expect(status).not.toHaveText(/Loading/);
  expect(await dataset.card.innerText()).toBe(shapes);

  await dataset.picker.selectOption('cifar10');
  await expect(status).toHaveText('Loading CIFAR-10');
  await dataset.picker.selectOption('mnist');
  await expect(dataset.card.getByRole('heading')).toHaveText('MNIST');
  await controls.ready();
  await controls.stepTimes(1);
  await expect(problem).toHaveText('');
  expect(asked.size).toBeLessThan(20);
  expect(playground.errors).toEqual([]);
});

test('CIFAR-10: after a cancelled load the previous run stays; then it loads and trains', async ({ page }) => {
  const playground = new Playground(page);
  const { cancel, controls, curves, dataset, form, problem, status } = playground;
  await playground.open(TINY_ALONE);
  await controls.ready();
  await form.unfold('data');
  const card = await dataset.card.innerText();
  await controls.stepTimes(2);
  const before = await curves.points(curves.loss, 2);

  await dataset.picker.selectOption('cifar10');
  await form.apply.click();
  await expect(status).toHaveText('Loading CIFAR-10');
  await cancel.click();
  await expect(dataset.picker).toHaveValue('shapes');
  await expect(form.pending).toHaveCount(0);
  expect(await dataset.card.innerText()).toBe(card);
  expect(await curves.points(curves.loss, 2)).toEqual(before);
  await controls.stepTimes(1);
  await expect(problem).toHaveText('');

  await dataset.picker.selectOption('cifar10');
  await form.apply.click();
  await expect(dataset.card.getByRole('heading')).toHaveText('CIFAR-10');
  await expect(dataset.card).toContainText('50,000 training and 10,000 test images, 32 × 32 px, colour');
  await expect(dataset.classes.locator('td.number')).toHaveText(Array.from({ length: 10 }, () => '5,000'));
  await expect(dataset.samples).toHaveCount(10);
  await expect(dataset.card).toContainText('Alex Krizhevsky');
  await controls.ready();
  expect(await controls.steps()).toBe(0);
  await controls.stepTimes(3);
  expect(Number((await curves.point(curves.loss)).values.total)).toBeGreaterThan(0);
  expect(playground.errors).toEqual([]);
});
