import { ProblemError } from '../../experiment/problem';
import type { DatasetAbout } from './dataset';

/** Data sets that come as prepared files beside the page. */
export type PreparedId = 'mnist' | 'cifar10';

/** A piece of a split: gzip of the images [count, height, width, channels] and then the labels [count], all uint8. */
export interface Shard {
  /** File name in the manifest's folder; new content has a new name, so that no cache can be stale. */
  file: string;
  /** Images in it. */
  count: number;
  /** Bytes of the file, compressed. */
  bytes: number;
  /** Of the file, in hex. */
  sha256: string;
}

/** What lies in a prepared data set's folder, as `manifest.json` says it. */
export interface Manifest {
  /** What it was made from and how: another one asks for preparing anew. */
  source: string;
  about: DatasetAbout & { id: PreparedId };
  classes: string[];
  height: number;
  width: number;
  channels: 1 | 3;
  /** Images are written as differences (predict.ts), which pack tighter. */
  differences: boolean;
  mean: number[];
  std: number[];
  fingerprint: string;
  train: Shard[];
  test: Shard[];
}

/** More than any data set that is served this way; a manifest must not make the page ask for more memory. */
const MAX_BYTES = 1 << 30;

/**
 * @param file its name, for messages.
 * @throws ProblemError `bad-file` when it is not a whole manifest.
 */
export function readManifest(text: string, file: string): Manifest {
  let value: Partial<Manifest> | null;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (!isManifest(value)) {
    throw new ProblemError('bad-file', `${file} does not describe a data set.`, {
      remedy: 'Delete its folder and run `npm run data`.',
    });
  }
  return value;
}

/** Bytes of one image. */
export function imageBytes({ height, width, channels }: Pick<Manifest, 'height' | 'width' | 'channels'>): number {
  return height * width * channels;
}

function isManifest(value: Partial<Manifest> | null): value is Manifest {
  if (value === null || typeof value !== 'object') return false;
  const { about, classes, height, width, channels, mean, std, train, test } = value;
  const texts = [value.source, value.fingerprint, about?.id, about?.name, about?.summary, about?.provenance];
  if (![...texts, about?.licence].every((text) => typeof text === 'string')) return false;
  if (!isList(classes) || classes.length > 256 || !classes.every((name) => typeof name === 'string')) return false;
  if (!isCount(height) || !isCount(width) || (channels !== 1 && channels !== 3)) return false;
  if (typeof value.differences !== 'boolean' || (value.differences && channels !== 3)) return false;
  for (const numbers of [mean, std]) {
    if (!isList(numbers) || numbers.length !== channels || !numbers.every(Number.isFinite)) return false;
  }
  if (!isList(train) || !isList(test) || ![...train, ...test].every(isShard)) return false;
  const images = [...train, ...test].reduce((sum, { count }) => sum + count, 0);
  return images * imageBytes({ height, width, channels }) <= MAX_BYTES;
}

function isShard(shard: Partial<Shard> | null): boolean {
  return (
    isCount(shard?.count) &&
    isCount(shard.bytes) &&
    // A name in this folder, nothing else.
    /^[\w-][\w.-]*$/.test(String(shard.file)) &&
    /^[0-9a-f]{64}$/.test(String(shard.sha256))
  );
}

function isList<T>(value: T[] | undefined): value is T[] {
  return Array.isArray(value) && value.length > 0;
}

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && value! > 0;
}
