import { expect, type Page, test } from '@playwright/test';
import { PNG } from 'pngjs';
import { browserSwitches, findBrowser } from '../scripts/browser';
import { TINY_TAUGHT } from './experiments';
import { Duel } from './pages/duel';
import { OwnPicture } from './pages/ownPicture';
import { Playground } from './pages/playground';

// A camera that shows Chromium's own test picture when it is allowed.
test.use({
  launchOptions: {
    executablePath: findBrowser() ?? undefined,
    args: [...browserSwitches(), '--use-fake-device-for-media-stream'],
  },
});

/** A picture whose left and right halves have different colours. */
function halves(width: number, height: number, left: number[], right: number[]): Buffer {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) png.data.set([...(i % width < width / 2 ? left : right), 255], 4 * i);
  return PNG.sync.write(png);
}

/** The same picture as a photograph: a JPEG whose EXIF says that the camera was turned by 90° (orientation 6). */
async function turnedPhotograph(page: Page, png: Buffer): Promise<Buffer> {
  const base64 = await page.evaluate(async (source) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(source), (byte) => byte.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext('2d')!.drawImage(picture, 0, 0);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
    return btoa(String.fromCharCode(...new Uint8Array(await jpeg.arrayBuffer())));
  }, png.toString('base64'));
  const jpeg = Buffer.from(base64, 'base64');
  // APP1 with one big-endian TIFF directory with one entry: tag 0x0112, a SHORT, 6.
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

test.describe('own pictures', () => {
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

  test('a file is shown with its middle square marked, and the models answer without a label', async () => {
    const before = await duel.seen();
    const buffer = halves(90, 60, [255, 0, 0], [0, 0, 255]);
    await own.file.setInputFiles({ name: 'halves.png', mimeType: 'image/png', buffer });
    await expect(duel.panel).toContainText('The true label of this picture is unknown.');
    await expect(own.about).toContainText('middle square');
    await expect.poll(() => duel.seen()).not.toBe(before);
    // The middle 60 of 90 columns: half of them red, half blue.
    const seen = PNG.sync.read(Buffer.from((await duel.seen()).split(',')[1]!, 'base64'));
    expect([...seen.data.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...seen.data.subarray(4 * (seen.width - 1), 4 * seen.width - 1)]).toEqual([0, 0, 255]);
    await expect(duel.panel.locator('.guesses > p').first()).toHaveText(/^answers .+/);
  });

  test('a photograph taken sideways is shown upright', async () => {
    const before = await duel.seen();
    const buffer = await turnedPhotograph(playground.page, halves(96, 64, [255, 0, 0], [0, 0, 255]));
    await own.file.setInputFiles({ name: 'turned.jpg', mimeType: 'image/jpeg', buffer });
    await expect.poll(() => duel.seen()).not.toBe(before);
    // The left half is on top now: red above blue.
    const seen = PNG.sync.read(Buffer.from((await duel.seen()).split(',')[1]!, 'base64'));
    const colour = (x: number, y: number) => [...seen.data.subarray(4 * (y * seen.width + x)).subarray(0, 3)];
    const last = seen.width - 1;
    for (const x of [0, last]) {
      const [above, below] = [colour(x, 0), colour(x, last)];
      expect(above[0]! - above[2]!).toBeGreaterThan(200);
      expect(below[2]! - below[0]!).toBeGreaterThan(200);
    }
  });

  test('a file that is no picture is refused in a sentence, and the previous picture stays', async () => {
    const before = await duel.seen();
    await own.file.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await expect(own.problem).toContainText('notes.png is not a PNG');
    expect(await duel.seen()).toBe(before);
  });

  test('the models answer for a drawing', async () => {
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
    // The answers are next to the pad.
    await expect(own.panel.getByRole('heading', { name: 'Distillation head' })).toBeVisible();
    await own.draw.click();
  });

  for (const way of ['paste', 'drop'] as const) {
    test(`a picture can be added by ${way}`, async () => {
      const before = await duel.seen();
      const png = halves(48, 48, way === 'paste' ? [0, 255, 0] : [255, 255, 0], [0, 0, 0]).toString('base64');
      await own.panel.locator('.own-picture-drop').evaluate(
        async (place, [kind, base64]) => {
          const data = new DataTransfer();
          const blob = new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], { type: 'image/png' });
          data.items.add(new File([blob], 'brought.png', { type: 'image/png' }));
          place.dispatchEvent(
            kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
              : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        },
        [way, png] as const,
      );
      await expect.poll(() => duel.seen()).not.toBe(before);
      await expect(own.about).toContainText('The models see the whole picture');
      await expect(own.problem).toHaveText('');
    });
  }

  test('a refused camera is reported in a sentence; if the camera is allowed, its picture is used', async () => {
    const { page } = playground;
    await own.camera.click();
    await expect(own.problem).toContainText(/denied.*choose a file instead/);
    await page.context().grantPermissions(['camera']);
    const before = await duel.seen();
    await own.camera.click();
    await own.takePicture.click();
    await expect.poll(() => duel.seen()).not.toBe(before);
    await expect(own.about).toContainText('middle square');
    await expect(own.problem).toHaveText('');
    await expect(own.takePicture).toHaveCount(0);
  });

  test('a test picture replaces the own picture', async () => {
    await playground.page.getByRole('group', { name: 'Test pictures' }).getByRole('radio').first().check();
    await expect(duel.panel).toContainText('True label');
  });

  test('there were no errors', () => {
    expect(playground.errors).toEqual([]);
  });
});
