import { expect, test } from '@playwright/test';
import { TINY_TAUGHT } from './experiments';
import { Playground } from './pages/playground';

test('a trained student continues at a larger picture size; its previous accuracy stays visible, even after a reload', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open(TINY_TAUGHT);
  const { controls, form } = playground;
  await controls.ready();
  await controls.stepTimes(3);

  await page.getByRole('button', { name: 'Fine-tune at a higher resolution …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fine-tune at a higher resolution' });
  const start = dialog.getByRole('button', { name: 'Fine-tune' });
  const size = dialog.getByLabel('Image size');
  await expect(size).toHaveValue('40');
  await expect(dialog.getByRole('row', { name: /^tokens/ })).toHaveText(/18\s*27/);
  for (const [asked, sentence] of [
    ['32', 'Fine-tuning needs a larger size than the 32 px'],
    ['50', '50 px cannot be cut into whole patches of 8 px'],
    ['1024', 'At 1024 px the student has too many tokens'],
  ] as const) {
    await size.fill(asked);
    await expect(dialog.getByRole('status')).toContainText(sentence);
    await expect(start).toBeDisabled();
  }
  await size.fill('48');
  await dialog.getByLabel('Epochs').fill('0');
  await expect(dialog.getByRole('status')).toContainText('Epochs: a whole number from 1');
  await dialog.getByLabel('Epochs').fill('1');
  await dialog.getByLabel('Learning rate').fill('2e-4');
  expect(await playground.accessibilityProblems()).toEqual([]);
  await start.click();
  await expect(dialog).toBeHidden();

  // 320 images in batches of 16: an epoch has twenty steps.
  await controls.waitForStep(20, 120_000);
  await expect(form.number('imageSize')).toHaveValue('48');
  const table = page.getByRole('region', { name: 'Fine-tuned' });
  const row = (name: string) => table.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row('before')).toHaveText('before, at step 3fine-tuned, at step 20');
  await expect(row('image size')).toHaveText('image size32 px48 px');
  await expect(row('tokens')).toHaveText('tokens1838');
  const accuracies = async () => {
    const heads = ['class head', 'distillation head', 'both'];
    return Promise.all(heads.map((head) => row(head).getByRole('cell').first().innerText()));
  };
  const before = await accuracies();
  for (const accuracy of before) expect(accuracy).toMatch(/^\d+\.\d %$/);
  const hash = await initialWeights(playground);

  await page.reload();
  await controls.ready();
  await expect(row('before')).toHaveText('before, at step 3fine-tuned, at step 20');
  await expect.poll(() => controls.steps()).toBe(20);
  expect(await accuracies()).toEqual(before);
  // Reset returns to the start of fine-tuning, not to new weights.
  await controls.reset.click();
  await expect.poll(() => controls.steps()).toBe(0);
  await expect(row('image size')).toHaveText('image size32 px48 px');
  expect(await accuracies()).toEqual(before);
  expect(await initialWeights(playground)).toBe(hash);
  expect(playground.errors).toEqual([]);
});

async function initialWeights({ diagnostics }: Playground): Promise<string> {
  await diagnostics.unfold();
  return diagnostics.initialWeights.innerText();
}
