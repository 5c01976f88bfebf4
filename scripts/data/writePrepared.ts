import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { toDifferences } from '../../src/engine/data/predict';
import {
  checkManifest,
  MANIFEST,
  PREPARED_FORMAT,
  type PreparedManifest,
  type PreparedNothing,
  type PreparedShard,
} from '../../src/engine/data/prepared';
import { channelStatistics } from '../../src/engine/data/statistics';
import type { RawSplit, Source } from './sources';

const pack = promisify(gzip);

/** Is this very content already there, whole? By lengths, which is quick; the page verifies every byte that it loads. */
export async function isPrepared(source: Source, folder: string): Promise<boolean> {
  if (!existsSync(join(folder, MANIFEST))) return false;
  try {
    const manifest = checkManifest(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')), MANIFEST);
    if ('unavailable' in manifest || manifest.source?.integrity !== source.integrity) return false;
    for (const { file, bytes } of [...manifest.train, ...manifest.test])
      if ((await stat(join(folder, file))).size !== bytes) return false;
    return true;
  } catch {
    // Half a manifest or a missing shard: made anew.
    return false;
  }
}

/** Writes shards and manifest beside the place, then moves them there at once: a reader never sees half of them. */
export async function writePrepared(
  source: Source,
  { train, test }: { train: RawSplit; test: RawSplit },
  building: string,
  folder: string,
  progress: (fraction: number) => void,
): Promise<void> {
  await mkdir(building, { recursive: true });
  const { about, classes, height, width, channels, differences, shard: size } = source;
  const imageBytes = height * width * channels;
  const content = createHash('sha256');
  const total = source.trainCount + source.testCount;
  let done = 0;

  const writeSplit = async (name: string, { images, labels }: RawSplit, count: number): Promise<PreparedShard[]> => {
    if (labels.length !== count || images.length !== count * imageBytes)
      throw new Error(`${source.package} does not hold the ${count} ${name} images that it should.`);
    content.update(images).update(labels);
    const shards: PreparedShard[] = [];
    for (let first = 0; first < count; first += size) {
      const last = Math.min(count, first + size);
      const own = images.subarray(first * imageBytes, last * imageBytes);
      const raw = Buffer.concat([differences ? toDifferences(own, height, width) : own, labels.subarray(first, last)]);
      const packed = await pack(raw, { level: 9 });
      const file = `${name}-${String(shards.length).padStart(2, '0')}.bin`;
      await writeFile(join(building, file), packed);
      const sha256 = createHash('sha256').update(packed).digest('hex');
      shards.push({ file, count: last - first, bytes: packed.length, sha256 });
      done += last - first;
      progress(done / total);
    }
    return shards;
  };

  const trainShards = await writeSplit('train', train, source.trainCount);
  const testShards = await writeSplit('test', test, source.testCount);
  const manifest: PreparedManifest = {
    format: PREPARED_FORMAT,
    about,
    classes: [...classes],
    height,
    width,
    channels,
    differences,
    ...channelStatistics(train.images, channels),
    fingerprint: `${about.id}-${content.digest('hex').slice(0, 16)}`,
    source: { package: source.package, integrity: source.integrity },
    train: trainShards,
    test: testShards,
  };
  await writeFile(join(building, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(building, folder);
}

/** Leaves word for the page why there is nothing. */
export async function writeNothing(folder: string, unavailable: string): Promise<void> {
  const nothing: PreparedNothing = { format: PREPARED_FORMAT, unavailable };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(nothing)}\n`);
}
