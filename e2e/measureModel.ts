/**
 * Times of a full-size DeiT-Ti in the built page on this machine: opening the file, the first maps, another picture,
 * and what the patch under the pointer attends to.
 * `npm run build && node --import tsx e2e/measureModel.ts`
 */
import { chromium, expect } from '@playwright/test';
import { browserSwitches, ensureBrowser } from '../scripts/browser';
import { DEIT_TINY, randomModelFile } from '../scripts/data/randomModel';
import { serve } from '../scripts/serve';
import { Look } from './pages/look';
import { Models } from './pages/models';
import { Playground } from './pages/playground';

const STUDENT = '#teacher=none&distil=none&dim=16&depth=1&heads=2&batch=16&n=320&warmup=0&crop=none&view=look';
const MOST = 300_000;
/** Moves of the pointer for each method. */
const MOVES = 39;

const site = await serve('dist', 0, '/some/folder/');
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserSwitches() });
try {
  const page = await browser.newPage({ baseURL: site.url });
  const playground = new Playground(page);
  const [look, models] = [new Look(page), new Models(page)];
  await playground.open(STUDENT);
  await playground.controls.ready();
  await expect(look.grid.getByRole('gridcell')).toHaveCount(3, { timeout: MOST });
  const report = (what: string, begun: number) =>
    console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);

  const buffer = Buffer.from(randomModelFile(DEIT_TINY));
  await models.open.click();
  await models.files.setInputFiles([{ name: 'deit_tiny.safetensors', mimeType: 'application/octet-stream', buffer }]);
  let begun = performance.now();
  await models.openFile.click();
  await expect(models.dialog).toBeHidden({ timeout: MOST });
  report('opened', begun);
  begun = performance.now();
  await expect(look.grid.getByRole('gridcell')).toHaveCount(48, { timeout: MOST });
  report('first maps after opening', begun);
  const before = await look.pixels();
  begun = performance.now();
  await look.pictures.getByRole('radio').nth(1).check();
  await expect.poll(() => look.pixels(), { timeout: MOST }).not.toBe(before);
  report('maps of another picture', begun);
  for (const method of ['one layer', 'rollout', 'gradient rollout']) {
    await look.option(method).check();
    await expect(look.map).toHaveAccessibleName(/^Class token/);
    const { times, asked } = await look.map.evaluate(hover, MOVES);
    const sorted = times.toSorted((a, b) => a - b);
    const [median, slowest] = [sorted[MOVES >> 1]!, sorted.at(-1)!];
    console.log(
      `from the pointer to what a patch sees, ${method}: median ${median.toFixed(1)} ms, slowest of ${MOVES} ` +
        `${slowest.toFixed(1)} ms; messages to the worker: ${asked}`,
    );
  }
  for (const error of playground.errors) console.error(error);
} finally {
  await browser.close();
  await site.close();
}

/** Moves the pointer over the map and waits each time for the sentence about the patch. Runs in the page. */
async function hover(plane: Element, moves: number): Promise<{ times: number[]; asked: number }> {
  let asked = 0;
  const post = Worker.prototype.postMessage as (...given: unknown[]) => void;
  Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
    asked++;
    post.apply(this, given);
  };
  const says = document.querySelector('.patch-says')!;
  const frame = plane.getBoundingClientRect();
  const times: number[] = [];
  for (let i = 0; i < moves; i++) {
    const said = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(says, { childList: true, characterData: true, subtree: true });
    });
    const begun = performance.now();
    const [clientX, clientY] = [frame.left + ((i % 13) + 1) * (frame.width / 14.5), frame.top + frame.height / 2];
    plane.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
    await said;
    times.push(performance.now() - begun);
    await new Promise(requestAnimationFrame);
  }
  Worker.prototype.postMessage = post as typeof Worker.prototype.postMessage;
  return { times, asked };
}
