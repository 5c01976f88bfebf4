import { type DatasetId, type ExperimentConfig, INFERENCES } from '../../experiment/config';
import { isCount, isNumber, isObject } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import type { StartHashes } from '../../experiment/trials/trials';
import type { MomentRecord } from '../train/album';
import {
  CHECKPOINT_VERSION,
  type Checkpoint,
  type EvaluationRecord,
  isFiniteCheckpoint,
  METRIC_COLUMNS,
  type RunBefore,
} from '../train/checkpoint';
import { contradiction } from './checkpointChecks';
import { readSafetensors, writeSafetensors } from './safetensors';

/** Where a run comes from, for the person. */
export interface RunAbout {
  dataset: { id: DatasetId; name: string };
  teacher: { name: string; testAccuracy: number } | null;
  adapter: string;
  start: StartHashes;
  /** Of training and evaluation, in all. */
  seconds: number;
  /** ISO 8601 date. */
  date: string;
  /** Of the source that made it; null where unknown. */
  commit: string | null;
}

/** A run to keep, to show, to go on with, or to hand over. */
export interface KeptRun {
  name: string;
  about: RunAbout;
  checkpoint: Checkpoint;
}

const FORMAT = 'deit-playground run';
const VERSION = 1;

/** Prefixes of the tensors' names. */
const WEIGHTS = 'weights/';
const BEFORE = 'before/';

/** Far more than any run has; what claims more is no run of ours. */
const MAX_RECORDS = 1_000_000;

/**
 * One file for a run: a safetensors container with the weights under `weights/` (those that it was fine-tuned from, if any, under
 * `before/`), AdamW's state, the curves and the kept moments; everything that is not an array lies in the metadata as JSON.
 */
export function runFileBytes({ name, about, checkpoint }: KeptRun): Uint8Array<ArrayBuffer> {
  const { config, datasetFingerprint, step, parameters, moments, metrics, evaluations, tokens, album } = checkpoint;
  const { before } = checkpoint;
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  const put = (key: string, data: ArrayLike<number> | null) => {
    if (data) tensors.set(key, { shape: [data.length], data: Float32Array.from(data) });
  };
  for (const [key, data] of parameters) put(`${WEIGHTS}${key}`, data);
  for (const [key, data] of before?.parameters ?? []) put(`${BEFORE}${key}`, data);
  put('adamw', moments);
  for (const column of METRIC_COLUMNS) put(`metrics/${column}`, metrics[column]);
  for (const [i, { maps, cls, dist, teacher, cosine, onObject }] of album.entries()) {
    for (const [part, data] of Object.entries({ maps, cls, dist, teacher, cosine, onObject }))
      put(`album/${i}/${part}`, data);
  }
  const run = {
    ...{ version: VERSION, name, about, config, datasetFingerprint, step, evaluations },
    tokens: tokens.map(({ step, cosine, onObject }) => ({ step, cosine: list(cosine), onObject: list(onObject) })),
    album: album.map(({ step, probes }) => ({ step, probes })),
    before: before ? { config: before.config, step: before.step, evaluation: before.evaluation } : null,
  };
  return writeSafetensors(tensors, { format: FORMAT, run: JSON.stringify(run) });
}

function list(values: Float32Array | null): number[] | null {
  return values && Array.from(values);
}

/**
 * A run of a file. The configuration comes as it was written: whoever uses it validates it.
 *
 * @param file what the file is called, for messages
 * @throws ProblemError `bad-file` when it is truncated, of a newer version, no run, or has numbers that are none.
 */
export function readRunFile(bytes: Uint8Array, file: string): KeptRun {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file}: ${what}`, {
      kept: 'Nothing was changed.',
      remedy: 'Choose a run file that this playground has written.',
    });
  };
  const { tensors, metadata } = readSafetensors(bytes, file);
  if (metadata.format !== FORMAT) fail('this is no run of this playground.');
  const run = parsed(metadata.run) ?? fail('the description of the run is damaged.');
  if (typeof run.version !== 'number') fail('the version of the run is missing.');
  if ((run.version as number) > VERSION)
    fail(`the run has version ${run.version}, newer than this playground’s ${VERSION}.`);

  const array = (key: string) => {
    const tensor = tensors.get(key);
    return tensor ? Float32Array.from(tensor.data) : null;
  };
  const need = (key: string) => array(key) ?? fail(`${key} is missing.`);
  const weightsUnder = (prefix: string) => {
    const keys = [...tensors.keys()].filter((key) => key.startsWith(prefix));
    return new Map(keys.map((key): [string, Float32Array] => [key.slice(prefix.length), need(key)]));
  };
  const columns = METRIC_COLUMNS.map((column) => [column, need(`metrics/${column}`)] as const);
  const rows = columns[0]![1].length;
  if (columns.some(([, values]) => values.length !== rows)) fail('the columns of the metrics differ in length.');
  if (columns.some(([, values]) => !values.every(Number.isFinite))) fail('the metrics hold numbers that are none.');
  if (!isCount(run.step)) fail('the step of the run is no number.');

  const { step, ...rest } = Object.fromEntries(columns) as Record<
    (typeof METRIC_COLUMNS)[number],
    Float32Array<ArrayBuffer>
  >;
  const checkpoint: Checkpoint = {
    version: CHECKPOINT_VERSION,
    config: (isObject(run.config) ? run.config : fail('the configuration is missing.')) as unknown as ExperimentConfig,
    datasetFingerprint: text(run.datasetFingerprint) ?? fail('the data set is not named.'),
    step: run.step as number,
    parameters: weightsUnder(WEIGHTS),
    moments: need('adamw'),
    metrics: { ...rest, step: Float64Array.from(step) },
    evaluations: records(run.evaluations, evaluationOf) ?? fail('the evaluations are damaged.'),
    tokens:
      records(run.tokens, (record) => {
        const [cosine, onObject] = [numbers(record.cosine), numbers(record.onObject)];
        return isCount(record.step) ? { step: record.step, cosine, onObject } : null;
      }) ?? fail('the records of the tokens are damaged.'),
    album:
      records(run.album, (record, i): MomentRecord | null => {
        const probes =
          Array.isArray(record.probes) && record.probes.every(isCount) ? (record.probes as number[]) : null;
        const part = (name: string) => array(`album/${i}/${name}`);
        const [maps, cls] = [part('maps'), part('cls')];
        if (!isCount(record.step) || !probes || !maps || !cls) return null;
        const shares = Uint16Array.from(maps);
        const others = { dist: part('dist'), teacher: part('teacher'), cosine: part('cosine') };
        return { step: record.step, probes, maps: shares, cls, ...others, onObject: part('onObject') };
      }) ?? fail('the kept moments are damaged.'),
    before:
      run.before == null
        ? null
        : (beforeOf(run.before, weightsUnder(BEFORE)) ?? fail('what it was fine-tuned from is damaged.')),
  };
  if (!isFiniteCheckpoint(checkpoint)) fail('the weights hold numbers that are none.');
  const wrong = contradiction(checkpoint);
  if (wrong) fail(wrong);
  return { name: text(run.name) ?? 'a run', about: aboutOf(run.about) ?? fail('its origin is damaged.'), checkpoint };
}

function beforeOf(given: unknown, parameters: RunBefore['parameters']): RunBefore | null {
  if (!isObject(given) || !isObject(given.config) || !isCount(given.step)) return null;
  const evaluation = isObject(given.evaluation) ? evaluationOf(given.evaluation) : null;
  if (given.evaluation !== null && !evaluation) return null;
  return { config: given.config as unknown as ExperimentConfig, step: given.step, evaluation, parameters };
}

function evaluationOf(record: Record<string, unknown>): EvaluationRecord | null {
  const { step, epoch, teacher, images, fusionFlips } = record;
  const accuracy = accuracies(record.accuracy);
  const averaged = accuracies(record.averaged);
  if (!isCount(step) || !isNumber(epoch) || !accuracy || !isCount(images) || !isCount(fusionFlips)) return null;
  return { step, epoch, accuracy, averaged, teacher: isNumber(teacher) ? teacher : null, images, fusionFlips };
}

function accuracies(given: unknown): EvaluationRecord['accuracy'] | null {
  if (!isObject(given)) return null;
  const entries = INFERENCES.map((inference) => [inference, given[inference]] as const);
  if (!entries.every(([, value]) => value === null || isNumber(value))) return null;
  return Object.fromEntries(entries) as EvaluationRecord['accuracy'];
}

function aboutOf(given: unknown): RunAbout | null {
  if (!isObject(given) || !isObject(given.dataset) || !isObject(given.start)) return null;
  const { dataset, teacher, start, seconds, commit } = given;
  const texts = [dataset.id, dataset.name, given.adapter, start.weights, start.order, given.date].map(text);
  if (texts.includes(null) || !isNumber(seconds) || seconds < 0) return null;
  const [id, name, adapter, weights, order, date] = texts as string[];
  return {
    dataset: { id: id as DatasetId, name: name! },
    teacher:
      isObject(teacher) && text(teacher.name) && isNumber(teacher.testAccuracy)
        ? { name: text(teacher.name)!, testAccuracy: teacher.testAccuracy }
        : null,
    adapter: adapter!,
    start: { weights: weights!, order: order! },
    seconds,
    date: date!,
    commit: text(commit),
  };
}

function parsed(json: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** A list whose every member can be read, or null. */
function records<T>(given: unknown, read: (record: Record<string, unknown>, i: number) => T | null): T[] | null {
  if (!Array.isArray(given) || given.length > MAX_RECORDS) return null;
  const all = given.map((record, i) => (isObject(record) ? read(record, i) : null));
  return all.every((record) => record !== null) ? (all as T[]) : null;
}

function numbers(given: unknown): Float32Array<ArrayBuffer> | null {
  return Array.isArray(given) && given.every(isNumber) ? Float32Array.from(given as number[]) : null;
}

const MAX_LETTERS = 200;

function text(given: unknown): string | null {
  return typeof given === 'string' ? given.slice(0, MAX_LETTERS) : null;
}
