/** Parts of the schemas that check files, and one way to run them. */
import * as v from 'valibot';
import { INFERENCES } from './config';
import type { DatasetId } from './datasets';

/** A finite number: JSON has no NaN, but `1e999` is read as Infinity. */
export const FiniteNumber = v.pipe(v.number(), v.finite());

/** An integer from 0 on that a double holds exactly. */
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A share, 0…1. */
export const Share = v.pipe(FiniteNumber, v.minValue(0), v.maxValue(1));

const MAX_LETTERS = 200;

/** A text from a file, cut to a length that the page can show. */
export const ShortText = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, MAX_LETTERS)),
);

/** The key of a data set. A newer version may know data sets that this one does not. */
export const DatasetKey = v.custom<DatasetId>((given) => typeof given === 'string' && given.length <= MAX_LETTERS);

/** A list of a bounded length. The length is checked before the items are. */
export function listOf<T extends v.GenericSchema>(item: T, max: number) {
  return v.pipe(
    v.custom<unknown[]>((given) => Array.isArray(given) && given.length <= max),
    v.array(item),
  );
}

/** One value by way of inference; null if the student lacks that head. */
export function byInference<T extends v.GenericSchema>(value: T) {
  return v.object(v.entriesFromList(INFERENCES, v.nullable(value)));
}

/**
 * Checks a value against a schema.
 *
 * @param fail throws; it is given the path of the first field that does not fit, such as `results[0].accuracy.cls`
 * @returns the value as the schema describes it, without fields that the schema does not know
 */
export function checked<T extends v.GenericSchema>(
  schema: T,
  given: unknown,
  fail: (path: string) => never,
): v.InferOutput<T> {
  const result = v.safeParse(schema, given, { abortEarly: true });
  return result.success ? result.output : fail(pathOf(result.issues[0]));
}

/** The path in JavaScript's notation. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
  return (path ?? [])
    .map(({ key }, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`))
    .join('');
}
