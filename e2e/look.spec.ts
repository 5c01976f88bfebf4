import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { Look } from './pages/look';
import { Playground } from './pages/playground';

/** Two layers with two heads, and both tokens. */
const SMALL = '#distil=soft&dim=16&depth=2&heads=2&batch=16&n=320&epochs=50&warmup=0&crop=none&view=look';

/** Counts the page's requests to its worker from now on. @returns a function that returns the count */
async function countMessages(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const counter = { messages: 0 };
    const post = Worker.prototype.postMessage as (...given: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
      counter.messages++;
      post.apply(this, given);
    };
    return counter;
  });
  return () => counter.evaluate(({ messages }) => messages);
}

test.describe('the Look view', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let look: Look;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, SMALL);
    look = new Look(playground.page);
    await playground.controls.ready();
    await playground.controls.stepTimes(3);
    await expect(look.panel).toContainText('step 3');
  });
  test.afterAll(() => playground.close());

  test('the grid selects a map, by mouse and by arrow keys', async () => {
    await expect(look.grid.getByRole('gridcell')).toHaveCount(6);
    await expect(look.chosenCell).toHaveAccessibleName(/^Layer 2, mean:/);
    const before = await look.pixels();
    await look.cell(1, 'head 2').click();
    await expect(look.map).toHaveAccessibleName(
      /^Class token: layer 1, head 2\. Maximum 0\.\d{3} at row [1-4], column [1-4]/,
    );
    expect(await look.pixels()).not.toBe(before);
    await expect(look.layer).toHaveValue('0');
    await playground.page.keyboard.press('ArrowDown');
    await playground.page.keyboard.press('ArrowLeft');
    await expect(look.chosenCell).toBeFocused();
    await expect(look.chosenCell).toHaveAccessibleName(/^Layer 2, head 1:/);
    await expect(look.head).toHaveValue('0');
  });

  test('the page says what a patch attends to, under the pointer and by arrow keys', async () => {
    await look.map.focus();
    for (const key of ['Home', 'PageUp', 'ArrowRight', 'ArrowDown']) await playground.page.keyboard.press(key);
    await expect(look.patch).toHaveText(/^Row 2, column 2: 0\.\d{3} in this map; looks most at row/);
    const box = (await look.map.boundingBox())!;
    await playground.page.mouse.move(box.x + 0.9 * box.width, box.y + 0.1 * box.height);
    await expect(look.patch).toHaveText(/^Row 1, column 4:/);
  });

  test('moving over the map sends the worker no request', async () => {
    const { page } = playground;
    for (const method of ['one layer', 'rollout', 'gradient rollout']) {
      await look.option(method).check();
      await expect(look.map).toHaveAccessibleName(/^Class token/);
      // At the first try, an earlier request may still arrive. A request that a move sends would arrive at every try.
      await expect(async () => {
        const asked = await countMessages(page);
        const box = (await look.map.boundingBox())!;
        for (const row of [1, 2, 3, 4]) {
          await page.mouse.move(box.x + 0.6 * box.width, box.y + ((row - 0.5) / 4) * box.height);
          await expect(look.patch).toHaveText(new RegExp(`^Row ${row}, column 3:`));
        }
        expect(await asked()).toBe(0);
      }).toPass();
    }
    await look.option('one layer').check();
  });

  test('methods and tokens change the map, and the page says how much the tokens attend to each other', async () => {
    const seen = new Set<string>();
    for (const token of ['class token', 'distillation token', 'difference']) {
      await look.option(token).check();
      for (const method of ['one layer', 'rollout', 'gradient rollout']) {
        await look.option(method).check();
        await expect(look.map).toHaveAccessibleName(new RegExp(`^${token}`, 'i'));
        seen.add(await look.pixels());
      }
    }
    expect(seen.size).toBe(9);
    await expect(look.numbers).toContainText(/R\[0,1\]\s*\d\.\d{3}/);
    await expect(look.numbers).toContainText(/R\[1,0\]\s*\d\.\d{3}/);
    await expect(look.numbers).toContainText(/class token \d+ %.*distillation token \d+ %.*covers \d+ %/s);
    // Another class has another gradient, which the worker computes.
    await look.option('class token').check();
    const own = await look.pixels();
    await look.target.selectOption('star');
    await expect.poll(() => look.pixels()).not.toBe(own);
    await look.option('rollout').check();
    const all = await look.pixels();
    await look.discard.focus();
    for (let i = 0; i < 10; i++) await playground.page.keyboard.press('ArrowRight');
    await expect.poll(() => look.pixels()).not.toBe(all);
    await look.option('one layer').check();
  });

  test('another picture can be chosen', async () => {
    const before = await look.pixels();
    await look.pictures.getByRole('radio').nth(1).check();
    await expect.poll(() => look.pixels()).not.toBe(before);
  });

  test('hiding patches draws the drop curve against chance, and a sentence explains it', async () => {
    await look.hide.click();
    await expect(look.verdict).toHaveText(/random patches.*of 15 points/);
    await expect(look.chart(/^Drop curve\. With 8 patches hidden: \d+ % by the map, \d+ % at random/)).toBeVisible();
    expect(await playground.overflowOnPhone()).toBe(0);
    const csv = await look.text(await look.save(/^Save: Class head: probability/, 'CSV'));
    const rows = csv.trim().split('\r\n').slice(1);
    // The band and two lines have 17 points each. With no patch and with every patch hidden, all orders agree.
    expect(rows).toHaveLength(3 * 17);
    const at = (name: string, hidden: number) =>
      Number(
        rows
          .find((row) => row.startsWith(`${name},${hidden},`))!
          .split(',')
          .at(-3),
      );
    for (const hidden of [0, 16]) {
      expect(at('highest of the map first', hidden)).toBeCloseTo(at('"random order, mean"', hidden), 6);
    }
  });

  test('figures are saved as they are shown: as numbers, as a drawing, as a picture', async () => {
    const csv = await look.text(await look.save(/^Save: Class token: layer 2/, 'CSV'));
    const [names, ...rows] = csv.trim().split('\r\n');
    expect(names).toMatch(/^row,column,"Class token: layer 2, head 1",object$/);
    expect(rows).toHaveLength(16);
    const largest = Math.max(...rows.map((row) => Number(row.split(',')[2])));
    await expect(look.map).toHaveAccessibleName(new RegExp(`Maximum ${largest.toFixed(3).replace('.', '\\.')}`));
    for (const map of [/^Save: Token duel: difference/, /^Save: Patch: row \d, column \d is looked at by/]) {
      const numbers = await look.text(await look.save(map, 'CSV'));
      expect(numbers.trim().split('\r\n')).toHaveLength(17);
    }
    const svg = await look.text(await look.save(/^Save: Attention distance/, 'SVG'));
    expect(svg).toMatch(/^<svg [^>]*>/);
    expect(svg).not.toContain('var(--');
    const png = await look.save(/^Save: Maps of the class token/, 'PNG');
    const { width, height, data } = PNG.sync.read(readFileSync(await png.path()));
    expect(width).toBeGreaterThan(400);
    expect(height).toBeGreaterThan(300);
    expect(new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size).toBeGreaterThan(8);
  });

  test('training draws the object’s share as a curve', async () => {
    const curve = playground.page.getByRole('slider', { name: /^Attention on the object/ });
    await expect(curve).toHaveAttribute('aria-valuetext', /class token \d+\.\d %, distillation token \d+\.\d %/);
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
