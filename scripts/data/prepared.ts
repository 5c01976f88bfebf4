import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { imageBytes, type Manifest, readManifest, type Shard } from '../../src/engine/data/manifest';
import { toDifferences } from '../../src/engine/data/predict';
import { channelStatistics } from '../../src/engine/data/statistics';
import type { RawSplit, Source } from './source';

/** Increase it with each change to the format of prepared files: they are then made again. */
const RECIPE = 2;

const compress = promisify(gzip);

/** Whether `folder` holds this source in the current format, and every file has its length. */
export async function isPrepared(folder: string, source: Source): Promise<boolean> {
  try {
    const path = join(folder, 'manifest.json');
    const manifest = readManifest(await readFile(path, 'utf8'), path);
    if (manifest.source !== madeFrom(source)) return false;
    for (const { file, bytes } of [...manifest.train, ...manifest.test]) {
      if ((await stat(join(folder, file))).size !== bytes) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes shards and manifest. `folder` changes only when all files are complete.
 *
 * @param building folder for incomplete files, on the same disk
 * @param progress receives the share that is done, 0…1
 */
export async function writePrepared(
  source: Source,
  content: { train: RawSplit; test: RawSplit },
  folder: string,
  building: string,
  progress: (fraction: number) => void,
): Promise<void> {
  const { about, classes, height, width, channels, differences, trainCount, testCount } = source;
  check(source, content.train, trainCount);
  check(source, content.test, testCount);
  await mkdir(building, { recursive: true });
  const made = await mkdtemp(join(building, `${about.id}-`));
  try {
    const write = (name: 'train' | 'test', done: number) =>
      writeShards(source, content[name], made, name, (count) => progress((done + count) / (trainCount + testCount)));
    const manifest: Manifest = {
      source: madeFrom(source),
      about,
      classes,
      height,
      width,
      channels,
      differences,
      ...channelStatistics(content.train.images, channels),
      fingerprint: fingerprintOf(about.id, content),
      train: await write('train', 0),
      test: await write('test', trainCount),
    };
    await writeFile(join(made, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await mkdir(dirname(folder), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

function madeFrom(source: Source): string {
  return `${source.package}, recipe ${RECIPE}`;
}

function check({ about, classes, ...shape }: Source, { images, labels }: RawSplit, count: number): void {
  if (labels.length !== count || images.length !== count * imageBytes(shape)) {
    throw new Error(`${about.name} has ${labels.length} labels and ${images.length} bytes of images`);
  }
  if (labels.some((label) => label >= classes.length)) throw new Error(`${about.name} has a label without a class`);
}

async function writeShards(
  source: Source,
  { images, labels }: RawSplit,
  folder: string,
  name: string,
  progress: (images: number) => void,
): Promise<Shard[]> {
  const size = imageBytes(source);
  const shards: Shard[] = [];
  for (let first = 0; first < labels.length; first += source.shardImages) {
    const last = Math.min(first + source.shardImages, labels.length);
    const own = images.subarray(first * size, last * size);
    const written = source.differences ? toDifferences(own, source.height, source.width) : own;
    const bytes = await compress(Buffer.concat([written, labels.subarray(first, last)]));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // Not .gz: some servers would unpack it.
    const file = `${name}-${shards.length}-${sha256.slice(0, 8)}.bin`;
    await writeFile(join(folder, file), bytes);
    shards.push({ file, count: last - first, bytes: bytes.length, sha256 });
    progress(last);
  }
  return shards;
}

/** A hash of images and labels; how they are packed does not matter. */
function fingerprintOf(id: string, { train, test }: { train: RawSplit; test: RawSplit }): string {
  const hash = createHash('sha256');
  for (const part of [train.images, train.labels, test.images, test.labels]) hash.update(part);
  return `${id}-${hash.digest('hex').slice(0, 16)}`;
}
