/** `npm run draw-shapes`: draws pictures of Shapes into plain files, for training in PyTorch (scripts/pytorch). */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeShapes } from '../src/engine/data/shapes';
import { command, writableFolder } from './cli';

const DESCRIPTION = {
  call: 'npm run draw-shapes --',
  about: 'Draws pictures of Shapes into plain files, for training in PyTorch (scripts/pytorch).',
  notes: [
    'Images, masks and labels are bytes in files of their own; shapes.json describes them. The first training images are those of the data set, and the test images are the same.',
  ],
  options: {
    pictures: { value: 'N', min: 1, help: 'number of training images', required: true },
    out: { value: 'DIR', help: 'folder for the files', required: true },
  },
  example: '--pictures 120000 --out results/shapes',
} as const;

export const main = command(DESCRIPTION, async ({ pictures: count, out }) => {
  writableFolder(out);
  const control = { progress: () => {}, signal: new AbortController().signal };
  const { about, classes, height, mean, std, fingerprint, test } = await makeShapes(control);
  const { train } = await makeShapes(control, { train: count, test: 0 });
  const write = (name: string, content: Uint8Array | string) => writeFile(join(out, name), content);
  for (const [name, split] of Object.entries({ train, test })) {
    await write(`${name}-images.bin`, split.images);
    await write(`${name}-labels.bin`, Uint8Array.from(split.labels));
    await write(`${name}-masks.bin`, split.masks!);
    await write(`${name}-context.bin`, Uint8Array.from(split.contextLabels!));
  }
  const facts = { dataset: about.id, fingerprint, classes, imageSize: height, mean, std };
  await write('shapes.json', `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`${out}: ${count} training images, ${test.count} test images`);
});
