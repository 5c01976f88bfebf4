/**
 * A data set as static files: a manifest and shards of a few megabytes. A shard is a gzip file of its images, uint8
 * [count, height, width, channels], followed by one label byte an image; the images may be written as differences (predict.ts). Shards are named `.bin`, so that servers hand them
 * out as they are.
 */
import { badFile } from './badFile';
import type { DatasetAbout, ImageDataset } from './dataset';
import { LIMITS } from './limits';

/** Change it with the layout: prepared files of another number are made anew. */
export const PREPARED_FORMAT = 1;
export const MANIFEST = 'manifest.json';

export interface PreparedShard {
  file: string;
  /** Images in it. */
  count: number;
  /** Length of the file. */
  bytes: number;
  /** Of the file, hex. */
  sha256: string;
}

export interface PreparedManifest extends Pick<ImageDataset, 'classes' | 'height' | 'width' | 'mean' | 'std'> {
  format: typeof PREPARED_FORMAT;
  about: DatasetAbout;
  channels: 1 | 3;
  /** Shards hold the differences of the images instead of the images. */
  differences: boolean;
  /** A name and SHA-256 of the content, whatever its packing. */
  fingerprint: string;
  /** Where the content was taken from. */
  source: { package: string; integrity: string };
  train: PreparedShard[];
  test: PreparedShard[];
}

/** What lies in the manifest's place when the preparation could not fetch the data. */
export interface PreparedNothing {
  format: typeof PREPARED_FORMAT;
  /** One sentence that says why. */
  unavailable: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isSize = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= most;
const isNumbers = (value: unknown, length: unknown): boolean =>
  Array.isArray(value) && value.length === length && value.every(Number.isFinite);

function areShards(value: unknown): value is PreparedShard[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (shard) =>
        isRecord(shard) &&
        typeof shard.file === 'string' &&
        /^[\w-]+\.bin$/.test(shard.file) &&
        isSize(shard.count, LIMITS.images) &&
        isSize(shard.bytes, LIMITS.unpackedBytes) &&
        typeof shard.sha256 === 'string',
    )
  );
}

export const imagesOf = (shards: readonly PreparedShard[]): number => shards.reduce((sum, { count }) => sum + count, 0);

/**
 * Checks what was read from a manifest, before anything is allocated on its word.
 * @param name of the file, for messages.
 * @throws ProblemError `bad-file` when it is no manifest of this format.
 */
export function checkManifest(value: unknown, name: string): PreparedManifest | PreparedNothing {
  if (isRecord(value) && value.format === PREPARED_FORMAT) {
    if (typeof value.unavailable === 'string') return { format: PREPARED_FORMAT, unavailable: value.unavailable };
    const { about, classes, height, width, channels, train, test } = value;
    const sound =
      isRecord(about) &&
      ['id', 'name', 'summary', 'provenance', 'licence'].every((key) => typeof about[key] === 'string') &&
      Array.isArray(classes) &&
      isSize(classes.length, LIMITS.classes) &&
      classes.every((label) => typeof label === 'string') &&
      isSize(height, LIMITS.idxSide) &&
      isSize(width, LIMITS.idxSide) &&
      (channels === 1 || channels === 3) &&
      (value.differences === false || (value.differences === true && channels === 3)) &&
      isNumbers(value.mean, channels) &&
      isNumbers(value.std, channels) &&
      typeof value.fingerprint === 'string' &&
      areShards(train) &&
      areShards(test) &&
      (imagesOf(train) + imagesOf(test)) * Number(height) * Number(width) * channels <= LIMITS.unpackedBytes;
    if (sound) return value as unknown as PreparedManifest;
  }
  throw badFile(
    `${name} does not describe a prepared data set of this version.`,
    'Run `npm run data` again, then reload.',
  );
}
