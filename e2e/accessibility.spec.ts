import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';

test.describe('accessibility', () => {
  test.describe.configure({ mode: 'serial' });
  let playground: Playground;

  test.beforeAll(async ({ browser }) => {
    playground = await Playground.inBrowser(browser, TINY_TAUGHT);
    const { controls, form, diagnostics } = playground;
    await controls.ready();
    await controls.stepTimes(2);
    for (const group of ['teacher', 'optimisation', 'augmentation', 'data'] as const) await form.unfold(group);
    await diagnostics.unfold();
    // A change that waits for Apply, and a value that was corrected.
    await form.enter('depth', '99');
  });
  test.afterAll(() => playground.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds no problem, ${colorScheme}`, async () => {
      expect(await playground.accessibilityProblems(colorScheme)).toEqual([]);
    });
  }

  test('with everything unfolded the page is no wider than a phone', async () => {
    expect(await playground.overflowOnPhone()).toBe(0);
  });

  test('there are landmarks and one top heading', async () => {
    const { page } = playground;
    for (const role of ['banner', 'main', 'complementary', 'contentinfo'] as const)
      await expect(page.getByRole(role)).toHaveCount(1);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  });

  test('the Tab key reaches every control in the order of the page, and the focus is visible', async () => {
    const { page } = playground;
    await page.evaluate(() => {
      document.querySelectorAll('details').forEach((details) => {
        details.open = true;
      });
    });
    // In a group of radio buttons, Tab stops at the chosen one; the arrow keys reach the others.
    const expected = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>(
        'a[href], button, input, select, textarea, summary, [tabindex="0"]',
      );
      return Array.from(all)
        .filter((element) => !element.matches(':disabled') && !element.closest('dialog'))
        .filter((element) => !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked))
        .map((element, index) => {
          element.dataset.stop = String(index);
          return index;
        });
    });
    // The skip link comes first; the Tab key moves on from there.
    await page.locator('[data-stop="0"]').focus();
    const reached: number[] = [0];
    const unseen: string[] = [];
    while (reached.length < expected.length) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        // An invisible radio button shows its focus on its label.
        const shown = element.matches('input[type=radio]') ? (element.closest('label') ?? element) : element;
        const outline = getComputedStyle(shown);
        return {
          index: Number(element.dataset.stop),
          outlined: outline.outlineStyle !== 'none' && Number.parseFloat(outline.outlineWidth) >= 2,
          html: element.outerHTML.slice(0, 120),
        };
      });
      reached.push(stop.index);
      if (!stop.outlined) unseen.push(stop.html);
    }
    expect(reached).toEqual(expected);
    expect(unseen).toEqual([]);
  });

  test('the skip link skips the top bar and the form', async () => {
    const { page } = playground;
    const link = page.getByRole('link', { name: 'Skip to the content' });
    await link.focus();
    await expect(link).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });

  test('letters typed into a field do not control the run', async () => {
    const { controls, form, page } = playground;
    const steps = await controls.steps();
    await form.number('learningRate').focus();
    await page.keyboard.type('s r');
    await page.keyboard.press('Escape');
    expect(await controls.steps()).toBe(steps);
  });
});
