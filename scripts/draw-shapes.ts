/**
 * Draws Shapes into a folder, for a training elsewhere (scripts/pytorch): npm run draw-shapes -- --pictures n --out folder
 * Pictures, masks and labels are bytes one after the other, in files of their own; shapes.json says what a provenance needs. The
 * first pictures are those of the data set, and so are the tested ones.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeShapes } from '../src/engine/data/shapes';

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { pictures: { type: 'string' }, out: { type: 'string' } } });
  const { out, pictures = '' } = values;
  const count = Number(pictures);
  if (!out || !Number.isInteger(count) || count < 1)
    throw new Error('npm run draw-shapes -- --pictures n --out folder');
  const control = { progress: () => {}, signal: new AbortController().signal };
  const { about, classes, height, mean, std, fingerprint, test } = await makeShapes(control);
  const { train } = await makeShapes(control, { train: count, test: 0 });
  await mkdir(out, { recursive: true });
  const write = (name: string, content: Uint8Array | string) => writeFile(join(out, name), content);
  for (const [name, split] of Object.entries({ train, test })) {
    await write(`${name}-images.bin`, split.images);
    await write(`${name}-labels.bin`, Uint8Array.from(split.labels));
    await write(`${name}-masks.bin`, split.masks!);
    await write(`${name}-context.bin`, Uint8Array.from(split.contextLabels!));
  }
  const facts = { dataset: about.id, fingerprint, classes, imageSize: height, mean, std };
  await write('shapes.json', `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`${count} pictures to learn from, ${test.count} to be tested on: ${out}`);
}
