import * as v from 'valibot';
import type { PreparedId } from '../../experiment/datasets';
import { parsedJson } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import { checked, FiniteNumber } from '../../experiment/schema';

/** Limit of the images of a manifest in bytes, so that a false one cannot fill the memory. */
const MAX_BYTES = 1 << 30;

const Positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const NonEmpty = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.minLength(1));

const ShardFile = v.object({
  /** File name in the manifest's folder. New content has a new name, so that no cache is stale. */
  file: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/)),
  /** Number of images. */
  count: Positive,
  /** Size of the compressed file in bytes. */
  bytes: Positive,
  /** Hash of the compressed file in hex. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
/** A part of a split: a gzip file of the images [count, height, width, channels] and the labels [count], all uint8. */
export type Shard = v.InferOutput<typeof ShardFile>;

const ManifestFile = v.pipe(
  v.object({
    /** What the data set was prepared from, and how. If it changes, the data set is prepared again. */
    source: v.string(),
    about: v.object({
      id: v.custom<PreparedId>((id) => typeof id === 'string'),
      ...{ name: v.string(), summary: v.string(), provenance: v.string(), licence: v.string() },
    }),
    classes: v.pipe(NonEmpty(v.string()), v.maxLength(256)),
    height: Positive,
    width: Positive,
    channels: v.picklist([1, 3]),
    /** Whether the images are stored as differences (predict.ts), which compress better; RGB only. */
    differences: v.boolean(),
    mean: v.array(FiniteNumber),
    std: v.array(FiniteNumber),
    fingerprint: v.string(),
    train: NonEmpty(ShardFile),
    test: NonEmpty(ShardFile),
  }),
  v.forward(
    v.check(({ differences, channels }) => !differences || channels === 3),
    ['differences'],
  ),
  v.forward(
    v.check(({ mean, channels }) => mean.length === channels),
    ['mean'],
  ),
  v.forward(
    v.check(({ std, channels }) => std.length === channels),
    ['std'],
  ),
  v.forward(
    v.check(({ train, test, ...format }) => {
      const images = [...train, ...test].reduce((sum, { count }) => sum + count, 0);
      return images * imageBytes(format) <= MAX_BYTES;
    }),
    ['train'],
  ),
);
/** The content of `manifest.json`, which describes the folder of a prepared data set. */
export type Manifest = v.InferOutput<typeof ManifestFile>;

/**
 * Reads the manifest of a prepared data set.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` if a field is missing or damaged
 */
export function readManifest(text: string, file: string): Manifest {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file} does not describe a data set: ${what}`, {
      remedy: 'Delete its folder and run `npm run data`.',
    });
  };
  const value = parsedJson(text) ?? fail('it is not a JSON object.');
  return checked(ManifestFile, value, (path) => fail(`the field ${path} is damaged.`));
}

/** Bytes of one image. */
export function imageBytes({ height, width, channels }: { height: number; width: number; channels: number }): number {
  return height * width * channels;
}
