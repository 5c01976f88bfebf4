import { expect, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { TINY_TAUGHT } from './experiments';
import { Duel } from './pages/duel';
import { OwnPicture } from './pages/ownPicture';
import { Playground } from './pages/playground';

/** A picture, left half of one colour and right half of another. */
function halves(width: number, height: number, left: number[], right: number[]): Buffer {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) png.data.set([...(i % width < width / 2 ? left : right), 255], 4 * i);
  return PNG.sync.write(png);
}

test.describe('pictures of one’s own', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;
  let own: OwnPicture;
  let duel: Duel;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, `${TINY_TAUGHT}&view=look`);
    own = new OwnPicture(playground.page);
    duel = new Duel(playground.page);
    await playground.controls.ready();
    await expect(duel.panel).toBeVisible();
  });
  test.afterAll(() => playground.close());

  test('a file is shown with its middle square marked, and answered without a label', async () => {
    const before = await duel.seen();
    const buffer = halves(90, 60, [255, 0, 0], [0, 0, 255]);
    await own.file.setInputFiles({ name: 'halves.png', mimeType: 'image/png', buffer });
    await expect(duel.panel).toContainText('Nobody told the label of this picture.');
    await expect(own.about).toContainText('middle square');
    await expect.poll(() => duel.seen()).not.toBe(before);
    // The middle 60 of 90 columns: half of them red, half blue.
    const seen = PNG.sync.read(Buffer.from((await duel.seen()).split(',')[1]!, 'base64'));
    expect([...seen.data.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...seen.data.subarray(4 * (seen.width - 1), 4 * seen.width - 1)]).toEqual([0, 0, 255]);
    await expect(duel.panel.locator('.guesses > p').first()).toHaveText(/^says .+/);
  });

  test('what is no picture is refused in a sentence, and the picture before stays', async () => {
    const before = await duel.seen();
    await own.file.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await expect(own.problem).toContainText('notes.png is not a PNG');
    expect(await duel.seen()).toBe(before);
  });

  test('the models answer what is drawn', async () => {
    const { page } = playground;
    const before = await duel.seen();
    await own.draw.click();
    await own.pad.scrollIntoViewIfNeeded();
    const frame = (await own.pad.boundingBox())!;
    await page.mouse.move(frame.x + 0.3 * frame.width, frame.y + 0.3 * frame.height);
    await page.mouse.down();
    await page.mouse.move(frame.x + 0.7 * frame.width, frame.y + 0.7 * frame.height, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => duel.seen()).not.toBe(before);
    await expect(own.problem).toHaveText('');
    await own.draw.click();
  });

  test('a camera that is refused is told in a sentence', async () => {
    await own.camera.click();
    await expect(own.problem).toContainText(/camera/i);
    await expect(own.problem).toContainText('choose a file instead');
  });

  test('nothing went wrong on the way', () => {
    expect(playground.errors).toEqual([]);
  });
});
