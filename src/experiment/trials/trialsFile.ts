import { type DatasetId, INFERENCES } from '../config';
import { isNumber, isObject } from '../json';
import { ProblemError } from '../problem';
import { TEST_SET_KINDS, type TestKindShares } from '../testSets';
import {
  ANSWERERS,
  judgedBy,
  STRATEGIES,
  type StrategyId,
  type SweptValue,
  type TrialPlan,
  type TrialResult,
} from './trials';

/** Finished trials of a plan, as they are kept, shipped and handed over: JSON, without weights. */
export interface TrialsFile {
  format: typeof FORMAT;
  version: typeof VERSION;
  plan: TrialPlan;
  results: TrialResult[];
  provenance: TrialsProvenance;
}

export interface TrialsProvenance {
  dataset: { id: DatasetId; name: string; fingerprint: string };
  classes: string[];
  adapter: string;
  /** Of the source that made it; null where unknown. */
  commit: string | null;
  /** ISO 8601 date of the last result. */
  date: string;
}

const FORMAT = 'deit-playground trials';
const VERSION = 1;
const MAX_RESULTS = 10_000;

export function trialsFile(plan: TrialPlan, results: readonly TrialResult[], provenance: TrialsProvenance): TrialsFile {
  return { format: FORMAT, version: VERSION, plan, results: [...results], provenance };
}

/**
 * Trials of a file. The plan comes as it was written: whoever uses it validates it.
 *
 * @param file what the file is called, for messages
 * @throws ProblemError `bad-file` when it is truncated, of a newer version, no such file, or has numbers that are none.
 */
export function readTrialsFile(
  text: string,
  file: string,
): Omit<TrialsFile, 'plan'> & { plan: Record<string, unknown> } {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file}: ${what}`, {
      kept: 'Nothing was changed.',
      remedy: 'Choose a file of trials that this playground has written.',
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail('it is no JSON, or truncated.');
  }
  if (!isObject(value) || value.format !== FORMAT) return fail('these are no trials of this playground.');
  if (typeof value.version !== 'number' || value.version > VERSION)
    return fail(`it has version ${String(value.version)}, newer than this playground’s ${VERSION}.`);
  if (!isObject(value.plan)) return fail('the plan is missing.');
  if (!Array.isArray(value.results) || value.results.length > MAX_RESULTS) return fail('the results are damaged.');
  const results = value.results.map((result) => resultOf(result) ?? fail('a result is damaged.'));
  const provenance = provenanceOf(value.provenance) ?? fail('its origin is damaged.');
  return { format: FORMAT, version: VERSION, plan: value.plan, results, provenance };
}

function resultOf(given: unknown): TrialResult | null {
  if (!isObject(given)) return null;
  const { strategy, seed, value, teacherAccuracy, testImages, steps, seconds } = given;
  const start = startOf(given.start);
  const known = STRATEGIES.find(({ id }) => id === strategy);
  const accuracy = accuracyOf(given.accuracy);
  const averaged = given.averaged == null ? null : accuracyOf(given.averaged);
  if (given.averaged != null && !averaged) return null;
  if (!known || !accuracy || !isNumber(seed) || !(value === null || isSwept(value))) return null;
  // What a row is judged by is always there.
  if (!start || accuracy[judgedBy(known.id)] === null) return null;
  if (!isNumber(testImages) || !isNumber(steps) || !isNumber(seconds)) return null;
  const curve = listOf(given.curve, (point) => {
    const accuracy = accuracyOf(point.accuracy);
    return isNumber(point.step) && accuracy ? { step: point.step, accuracy } : null;
  });
  const cosine = listOf(given.cosine, ({ step, value }) =>
    isNumber(step) && isNumber(value) ? { step, value } : null,
  );
  const disagreement = matrixOf(given.disagreement);
  const cosineByLayer = given.cosineByLayer === undefined ? [] : numbersOf(given.cosineByLayer);
  const otherTests = given.otherTests === undefined ? [] : listOf(given.otherTests, testSharesOf);
  if (!curve || !cosine || !disagreement || !cosineByLayer || !otherTests) return null;
  return {
    ...{
      strategy: known.id as StrategyId,
      seed,
      value,
      accuracy,
      averaged,
      testImages,
      steps,
      seconds,
      curve,
      cosine,
      cosineByLayer,
      otherTests,
      disagreement,
    },
    teacherAccuracy: isNumber(teacherAccuracy) ? teacherAccuracy : null,
    start,
  };
}

/** Two hashes. Anything else proves nothing. */
function startOf(given: unknown): TrialResult['start'] | null {
  if (!isObject(given)) return null;
  const [weights, order] = [given.weights, given.order].map((hash) =>
    typeof hash === 'string' && /^[0-9a-f]{8}$/.test(hash) ? hash : null,
  );
  return weights && order ? { weights, order } : null;
}

function testSharesOf({ kind, accuracy, averaged, teacher }: Record<string, unknown>): TestKindShares | null {
  const known = TEST_SET_KINDS.find((name) => name === kind);
  const shares = accuracyOf(accuracy);
  const mean = averaged === null ? null : accuracyOf(averaged);
  if (!known || !shares || (averaged !== null && !mean) || !(teacher === null || isShare(teacher))) return null;
  return { kind: known, accuracy: shares, averaged: mean, teacher: teacher as number | null };
}

function accuracyOf(given: unknown): TrialResult['accuracy'] | null {
  if (!isObject(given)) return null;
  const entries = INFERENCES.map((inference) => [inference, given[inference]] as const);
  return entries.every(([, share]) => share === null || isShare(share))
    ? (Object.fromEntries(entries) as TrialResult['accuracy'])
    : null;
}

function matrixOf(given: unknown): (number | null)[][] | null {
  const size = ANSWERERS.length;
  if (!Array.isArray(given) || given.length !== size) return null;
  const rows = given.every(
    (row) => Array.isArray(row) && row.length === size && row.every((share) => share === null || isShare(share)),
  );
  return rows ? given : null;
}

const MAX_TEXT = 200;

function provenanceOf(given: unknown): TrialsProvenance | null {
  if (!isObject(given) || !isObject(given.dataset)) return null;
  const { dataset, classes, adapter, commit, date } = given;
  const texts = [dataset.id, dataset.name, dataset.fingerprint, adapter, date];
  if (!texts.every((text) => typeof text === 'string')) return null;
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === 'string')) return null;
  const [id, name, fingerprint, device, day] = (texts as string[]).map((text) => text.slice(0, MAX_TEXT));
  return {
    dataset: { id: id as DatasetId, name: name!, fingerprint: fingerprint! },
    ...{ classes, adapter: device!, date: day! },
    commit: typeof commit === 'string' ? commit.slice(0, MAX_TEXT) : null,
  };
}

function listOf<T>(given: unknown, read: (item: Record<string, unknown>) => T | null): T[] | null {
  if (!Array.isArray(given) || given.length > MAX_RESULTS) return null;
  const all = given.map((item) => (isObject(item) ? read(item) : null));
  return all.includes(null) ? null : (all as T[]);
}

function numbersOf(given: unknown): number[] | null {
  return Array.isArray(given) && given.length <= MAX_RESULTS && given.every(isNumber) ? given : null;
}

function isSwept(given: unknown): given is SweptValue {
  return isNumber(given) || (typeof given === 'string' && given.length <= MAX_TEXT);
}

function isShare(given: unknown): boolean {
  return isNumber(given) && given >= 0 && given <= 1;
}
