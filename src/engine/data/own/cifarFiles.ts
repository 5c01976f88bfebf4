import { badFile } from '../badFile';
import { CIFAR10_CLASSES, type CifarBatch, parseCifarBatch } from '../cifarBinary';
import type { Split, TaskControl } from '../dataset';
import { LIMITS } from '../limits';
import { grouped } from '../quantities';
import type { OwnContent } from './content';
import { inOrder, type OwnFile } from './files';
import { contentOf } from './kinds';

/**
 * Reads CIFAR-10 binary batches. Those with “test” in their name are the test split.
 *
 * @throws ProblemError `bad-file` if a batch is damaged, or there are too many images
 */
export async function readCifarFiles(files: readonly OwnFile[], control: TaskControl): Promise<OwnContent> {
  const [train, test]: [CifarBatch[], CifarBatch[]] = [[], []];
  const sorted = [...files].sort((a, b) => inOrder(a.path, b.path));
  let count = 0;
  for (const [i, file] of sorted.entries()) {
    control.progress(i / files.length, `Reading ${file.path}`);
    const batch = parseCifarBatch(await contentOf(file, control.signal), file.path);
    count += batch.count;
    if (batch.count * 3072 > LIMITS.unpackedBytes || count * 3072 > LIMITS.unpackedBytes)
      throw badFile(`With ${file.path} there are ${grouped(count)} images, more than can be loaded.`);
    (/test/i.test(file.path.slice(file.path.lastIndexOf('/') + 1)) ? test : train).push(batch);
  }
  const [main, rest] = train.length > 0 ? [train, test] : [test, []];
  return {
    name: 'Your CIFAR-10 batches',
    summary: `Colour photographs from ${files.length === 1 ? sorted[0]!.path : `${files.length} batches`}, 32 × 32 pixels.`,
    classes: [...CIFAR10_CLASSES],
    height: 32,
    width: 32,
    channels: 3,
    train: joined(main),
    test: rest.length > 0 ? joined(rest) : null,
    sorted: false,
    notes: [],
  };
}

function joined(batches: readonly CifarBatch[]): Split {
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  const split: Split = { count, images: new Uint8Array(count * 3072), labels: new Uint16Array(count) };
  let first = 0;
  for (const batch of batches) {
    split.images.set(batch.images, first * 3072);
    split.labels.set(batch.labels, first);
    first += batch.count;
  }
  return split;
}
