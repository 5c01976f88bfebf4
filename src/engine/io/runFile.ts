import * as v from 'valibot';
import type { ExperimentConfig } from '../../experiment/config';
import { migrate } from '../../experiment/fields/migrate';
import { isObject, parsedJson } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import { byInference, Count, checked, DatasetKey, FiniteNumber, listOf, ShortText } from '../../experiment/schema';
import {
  CHECKPOINT_VERSION,
  type Checkpoint,
  type EvaluationRecord,
  isFiniteCheckpoint,
  METRIC_COLUMNS,
} from '../train/checkpoint';
import { contradiction } from './checkpointChecks';
import { readSafetensors, writeSafetensors } from './safetensors';

/** A run as it is saved, shown, continued or exported. */
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

/** Limit of a list; real runs have far fewer records. */
const MAX_RECORDS = 1_000_000;

/**
 * Writes a run as a safetensors file: the weights under `weights/`, the weights of the run that it is fine-tuned from under
 * `before/`, AdamW's state, the curves and the saved moments. Everything that is not an array is JSON in the metadata.
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

const Shares = byInference(FiniteNumber);
/** Numbers, as float32. A list that holds anything else is left out: older runs wrote NaN as null. */
const Floats = v.fallback(
  v.nullable(
    v.pipe(
      v.array(FiniteNumber),
      v.transform((numbers) => Float32Array.from(numbers)),
    ),
  ),
  null,
);

const Evaluation: v.GenericSchema<unknown, EvaluationRecord> = v.object({
  step: Count,
  epoch: FiniteNumber,
  accuracy: Shares,
  averaged: v.fallback(v.nullable(Shares), null),
  teacher: v.fallback(v.nullable(FiniteNumber), null),
  images: Count,
  fusionFlips: Count,
});

/** The origin of a run, for the user. */
const About = v.object({
  dataset: v.object({ id: DatasetKey, name: ShortText }),
  teacher: v.fallback(v.nullable(v.object({ name: ShortText, testAccuracy: FiniteNumber })), null),
  adapter: ShortText,
  start: v.object({ weights: ShortText, order: ShortText }),
  /** Time of training and evaluation together. */
  seconds: v.pipe(FiniteNumber, v.minValue(0)),
  /** ISO 8601 date. */
  date: ShortText,
  /** Commit of the source that trained it; null if unknown. */
  commit: v.fallback(v.nullable(ShortText), null),
});
export type RunAbout = v.InferOutput<typeof About>;

/** A configuration, with the fields that the version which wrote it did not know. */
const Config = v.pipe(
  v.custom<Partial<ExperimentConfig>>(isObject),
  v.transform((config) => migrate(config)),
);

/** The JSON of a run file. */
const Described = v.object({
  name: v.fallback(ShortText, 'a run'),
  about: About,
  config: Config,
  datasetFingerprint: ShortText,
  step: Count,
  evaluations: listOf(Evaluation, MAX_RECORDS),
  tokens: listOf(v.object({ step: Count, cosine: Floats, onObject: Floats }), MAX_RECORDS),
  album: listOf(v.object({ step: Count, probes: v.array(Count) }), MAX_RECORDS),
  // Runs of earlier versions lack it.
  before: v.nullish(v.object({ config: Config, step: Count, evaluation: v.nullable(Evaluation) }), null),
});

/**
 * Reads a run file. Fields that its version did not know are added (`migrate`); the caller validates the configuration.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` if the file is truncated, of a newer version, not a run, contradicts itself, or has a damaged
 * field
 */
export function readRunFile(bytes: Uint8Array, file: string): KeptRun {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file}: ${what}`, {
      kept: 'Nothing was changed.',
      remedy: 'Choose a run file that this playground has written.',
    });
  };
  const { tensors, metadata } = readSafetensors(bytes, file);
  if (metadata.format !== FORMAT) fail('it does not hold a run of this playground.');
  const run = parsedJson(metadata.run ?? '') ?? fail('the description of the run is damaged.');
  if (typeof run.version !== 'number') return fail('the version of the run is missing.');
  if (run.version > VERSION) fail(`the run has version ${run.version}, newer than this playground’s ${VERSION}.`);
  const described = checked(Described, run, (path) => fail(`the field ${path} is damaged.`));

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
  if (columns.some(([, values]) => !values.every(Number.isFinite))) fail('the metrics hold NaN or an infinite number.');
  const { step: steps, ...rest } = Object.fromEntries(columns) as Record<
    (typeof METRIC_COLUMNS)[number],
    Float32Array<ArrayBuffer>
  >;
  const { name, about, config, datasetFingerprint, step, evaluations, tokens, before } = described;
  const checkpoint: Checkpoint = {
    ...{ version: CHECKPOINT_VERSION, config, datasetFingerprint, step, evaluations, tokens },
    parameters: weightsUnder(WEIGHTS),
    moments: need('adamw'),
    metrics: { ...rest, step: Float64Array.from(steps) },
    album: described.album.map((snapshot, i) => {
      const part = (key: string) => array(`album/${i}/${key}`);
      return {
        ...snapshot,
        ...{ maps: Uint16Array.from(need(`album/${i}/maps`)), cls: need(`album/${i}/cls`), dist: part('dist') },
        ...{ teacher: part('teacher'), cosine: part('cosine'), onObject: part('onObject') },
      };
    }),
    before: before && { ...before, parameters: weightsUnder(BEFORE) },
  };
  if (!isFiniteCheckpoint(checkpoint)) fail('the weights hold NaN or an infinite number.');
  const wrong = contradiction(checkpoint);
  if (wrong) fail(wrong);
  return { name, about, checkpoint };
}
