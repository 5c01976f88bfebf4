import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { randomModelFile } from '../scripts/data/randomModel';
import { DownloadStudent } from './pages/downloadStudent';
import { Look } from './pages/look';
import { Models } from './pages/models';
import { Playground } from './pages/playground';

const STUDENT =
  '#teacher=none&distil=none&dim=16&depth=1&heads=2&batch=16&n=320&epochs=50&warmup=0&crop=none&view=look';
const SMALL = {
  shape: { imageSize: 48, patchSize: 16, dim: 24, heads: 2, depth: 3, mlpRatio: 4, distToken: true },
  data: { channels: 3, classes: 14 },
};
const weights = Buffer.from(randomModelFile(SMALL));
/** ImageNet also has two classes called “crane”. */
const NAMES = Array.from({ length: 14 }, (_, i) => (i % 7 === 3 ? 'crane' : `thing ${i}`)).join('\n');
const HUB = 'https://huggingface.co/timm/small_distilled';

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test.describe('a model next to the student', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let look: Look;
  let models: Models;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, STUDENT);
    look = new Look(playground.page);
    models = new Models(playground.page);
    await playground.controls.ready();
    await expect(look.grid.getByRole('gridcell')).toHaveCount(3);
  });
  test.afterAll(() => playground.close());

  test('a file that cannot be opened is refused in a sentence that names the tensor, and the student stays', async () => {
    await models.open.click();
    await models.files.setInputFiles([file('small.safetensors', weights.subarray(0, 5000))]);
    await models.openFile.click();
    await expect(models.problem).toContainText(/small\.safetensors/);
    const { shape, data } = SMALL;
    const other = Buffer.from(randomModelFile({ shape: { ...shape, distToken: false }, data }));
    other.write('hexd.weight', other.indexOf('head.weight'));
    await models.files.setInputFiles([file('other.safetensors', other)]);
    await models.openFile.click();
    await expect(models.problem).toContainText('there is no tensor head.weight; [classes, 24] was expected.');
    await models.files.setInputFiles([file('small.safetensors', weights)]);
    await models.openFile.click();
    await expect(models.problem).toContainText('number of heads for its width of 24 is unknown');
    await expect(models.subjects).toBeHidden();
  });

  test('a file with a list of classes shows maps at the model’s own size, by keyboard', async () => {
    await models.files.setInputFiles([file('names.txt', Buffer.from(NAMES))]);
    await models.heads.fill('2');
    await models.heads.press('Enter');
    await expect(models.dialog).toBeHidden();
    await expect(models.facts).toHaveText(/48 × 48 px, 11 tokens, 3 layers of 2 heads, 14 classes$/);
    await expect(look.grid.getByRole('gridcell')).toHaveCount(9);
    await expect(models.subject('small')).toBeChecked();
    await look.option('gradient rollout').check();
    expect(await look.target.locator('option', { hasText: 'crane' }).count()).toBe(2);
    const own = await look.pixels();
    await look.target.selectOption('13');
    await expect.poll(() => look.pixels()).not.toBe(own);
    await look.option('rollout').check();
    await expect(look.map).toHaveAccessibleName(/^Class token: rollout/);
    await look.hide.click();
    await expect(look.verdict).toHaveText(/random patches.*of \d+ points/);
    expect(await playground.overflowOnPhone()).toBe(0);
    await models.subject('small').focus();
    await playground.page.keyboard.press('ArrowLeft');
    await expect(look.grid.getByRole('gridcell')).toHaveCount(3);
    await playground.page.keyboard.press('ArrowRight');
    await expect(look.grid.getByRole('gridcell')).toHaveCount(9);
  });

  test('after a lost device and a crashed worker the model is opened again', async () => {
    const { diagnostics, page } = playground;
    await diagnostics.unfold();
    for (const fault of [diagnostics.loseDevice, diagnostics.crashWorker]) {
      const before = await look.pixels();
      await fault.click();
      await expect(playground.controls.play).toBeEnabled();
      await look.pictures.getByRole('radio', { checked: false }).first().check();
      await expect.poll(() => look.pixels()).not.toBe(before);
      await expect(look.grid.getByRole('gridcell')).toHaveCount(9);
      await expect(page.locator('.subject-bar [role=alert]')).toHaveText('');
    }
  });

  test('a model is loaded from a hub address with its config, saved, and deleted', async () => {
    const asked: string[] = [];
    await playground.page.context().route('https://huggingface.co/**', (route) => {
      const url = route.request().url();
      asked.push(url);
      const headers = { 'access-control-allow-origin': '*', etag: '"1"' };
      const id2label = Object.fromEntries(NAMES.split('\n').map((name, i) => [i, name]));
      if (url.endsWith('/config.json'))
        return route.fulfill({ headers, json: { model_args: { num_heads: 4 }, id2label } });
      return route.fulfill({ headers, body: weights });
    });
    const { page } = playground;
    await models.open.click();
    await models.address.fill('https://example.org/model.safetensors');
    await models.load.click();
    await expect(models.problem).toContainText('can load models from huggingface.co, but not from example.org');
    await models.address.fill(HUB);
    await models.load.click();
    await expect(models.dialog).toBeHidden();
    await expect(models.facts).toHaveText(/3 layers of 4 heads, 14 classes$/);
    await expect(look.grid.getByRole('gridcell')).toHaveCount(15);
    expect(asked).toEqual([`${HUB}/resolve/main/config.json`, `${HUB}/resolve/main/model.safetensors`]);
    // Again, without the network.
    await models.open.click();
    await expect(models.kept).toContainText(/timm\/small_distilled.*KiB/);
    const { violations } = await new AxeBuilder({ page }).include('.model-dialog').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await models.address.fill(HUB);
    await models.load.click();
    await expect(models.dialog).toBeHidden();
    expect(asked).toHaveLength(2);
    await models.open.click();
    await models.kept.getByRole('button', { name: /^Delete/ }).click();
    await expect(models.kept).toBeHidden();
    await models.done.click();
  });

  test('closing the model shows the student; downloaded and opened, the student gives the same answers', async () => {
    await models.close.click();
    await expect(models.subjects).toBeHidden();
    await expect(look.grid.getByRole('gridcell')).toHaveCount(3);
    const { page, views } = playground;
    await playground.controls.stepTimes(2);
    await expect(look.panel).toContainText('step 2');
    const answers = page.locator('.duel .guesses').first().locator('ol');
    const said = await answers.innerText();
    await views.link('Train').click();
    const home = new DownloadStudent(page);
    await home.open.click();
    const waiting = page.waitForEvent('download');
    await home.download.click();
    const taken = readFileSync(await (await waiting).path());
    await home.close.click();
    await views.link('Look').click();
    await models.open.click();
    await models.files.setInputFiles([file('home.safetensors', taken)]);
    await models.openFile.click();
    await expect(models.subject('home')).toBeChecked();
    await expect(look.panel).not.toContainText('step 2');
    expect((await answers.innerText()).replaceAll('✓', '').replace(/\s+/g, ' ')).toBe(
      said.replaceAll('✓', '').replace(/\s+/g, ' '),
    );
  });

  test('there were no errors', () => {
    expect(playground.errors.filter((error) => !/device|lost/i.test(error))).toEqual([]);
  });
});
