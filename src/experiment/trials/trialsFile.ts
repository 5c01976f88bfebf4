import * as v from 'valibot';
import { isObject } from '../json';
import { ProblemError } from '../problem';
import { byInference, checked, DatasetKey, FiniteNumber, listOf, Share, ShortText } from '../schema';
import { TEST_SET_KINDS } from '../testSets';
import { ANSWERERS, judgedBy, STRATEGIES, type TrialPlan, type TrialResult } from './trials';

/** Finished trials of a plan as they are saved, shipped and passed on: JSON, without weights. */
export interface TrialsFile {
  format: typeof FORMAT;
  version: typeof VERSION;
  plan: TrialPlan;
  results: TrialResult[];
  provenance: TrialsProvenance;
}

const FORMAT = 'deit-playground trials';
const VERSION = 1;
const MAX_RESULTS = 10_000;

const Shares = byInference(Share);
const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/));
const Row = v.pipe(v.array(v.nullable(Share)), v.length(ANSWERERS.length));

const Result: v.GenericSchema<unknown, TrialResult> = v.pipe(
  v.object({
    strategy: v.picklist(STRATEGIES.map(({ id }) => id)),
    seed: FiniteNumber,
    value: v.nullable(v.union([FiniteNumber, v.pipe(v.string(), v.maxLength(200))])),
    accuracy: Shares,
    averaged: v.nullish(Shares, null),
    teacherAccuracy: v.fallback(v.nullable(FiniteNumber), null),
    testImages: FiniteNumber,
    steps: FiniteNumber,
    seconds: FiniteNumber,
    start: v.object({ weights: Hash, order: Hash }),
    curve: listOf(v.object({ step: FiniteNumber, accuracy: Shares }), MAX_RESULTS),
    cosine: listOf(v.object({ step: FiniteNumber, value: FiniteNumber }), MAX_RESULTS),
    // Files of earlier versions lack these two.
    cosineByLayer: v.optional(listOf(FiniteNumber, MAX_RESULTS), []),
    otherTests: v.optional(
      listOf(
        v.object({
          kind: v.picklist(TEST_SET_KINDS),
          accuracy: Shares,
          averaged: v.nullable(Shares),
          teacher: v.nullable(Share),
        }),
        MAX_RESULTS,
      ),
      [],
    ),
    disagreement: v.pipe(v.array(Row), v.length(ANSWERERS.length)),
  }),
  // The accuracy that judges a row is always there.
  v.forward(
    v.check(({ strategy, accuracy }) => accuracy[judgedBy(strategy)] !== null),
    ['accuracy'],
  ),
);

const Provenance = v.object({
  dataset: v.object({ id: DatasetKey, name: ShortText, fingerprint: ShortText }),
  classes: v.array(v.string()),
  adapter: ShortText,
  /** Commit of the source that wrote the file; null if unknown. */
  commit: v.fallback(v.nullable(ShortText), null),
  /** ISO 8601 date of the last result. */
  date: ShortText,
});
export type TrialsProvenance = v.InferOutput<typeof Provenance>;

const Content = v.object({ results: listOf(Result, MAX_RESULTS), provenance: Provenance });

export function trialsFile(plan: TrialPlan, results: readonly TrialResult[], provenance: TrialsProvenance): TrialsFile {
  return { format: FORMAT, version: VERSION, plan, results: [...results], provenance };
}

/**
 * Reads a file of trials. The plan is returned as it was written: the caller validates it.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` if the file is truncated, of a newer version, of another format, or has a damaged field
 */
export function readTrialsFile(
  text: string,
  file: string,
): Omit<TrialsFile, 'plan'> & { plan: Record<string, unknown> } {
  const fail = (what: string): never => {
    throw badTrialsFile(`${file}: ${what}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail('it is not JSON, or is truncated.');
  }
  if (!isObject(value) || value.format !== FORMAT) return fail('it does not hold trials of this playground.');
  if (typeof value.version !== 'number' || value.version > VERSION)
    return fail(`it has version ${String(value.version)}, newer than this playground’s ${VERSION}.`);
  if (!isObject(value.plan)) return fail('the plan is missing.');
  const content = checked(Content, value, (path) => fail(`the field ${path} is damaged.`));
  return { format: FORMAT, version: VERSION, plan: value.plan, ...content };
}

/** A file that does not hold valid trials. @param message one sentence that names the file */
export function badTrialsFile(message: string): ProblemError {
  return new ProblemError('bad-file', message, {
    kept: 'Nothing was changed.',
    remedy: 'Choose a file of trials that this playground has written.',
  });
}
