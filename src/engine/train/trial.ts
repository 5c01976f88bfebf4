import type { ExperimentConfig } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { byKind, type TestSetResult } from '../../experiment/testSets';
import { ANSWERERS, type Answerer, type StartHashes, type TrialResult } from '../../experiment/trials/trials';
import type { ImageDataset, TaskControl } from '../data/dataset';
import { unlessLost } from '../deviceLoss';
import type { Teacher } from '../models/teacher';
import type { Checkpoint, RunBefore } from './checkpoint';
import { momentSteps } from './momentHistory';
import { Run, type RunEvents } from './run';
import { startHashes } from './startHash';
import type { TestPredictions } from './testEvaluator';

/** Test images on which the tokens are compared during the run. */
const PROBES = 8;
/** Limit of the evaluations in a result's curve. */
const MAX_POINTS = 40;

export interface TrialOptions {
  config: ExperimentConfig;
  dataset: ImageDataset;
  teacher: Teacher | null;
  /** The run to fine-tune; without it training starts with the weights of the seed. */
  before?: RunBefore | null;
  /** Where to continue; null for a new trial. */
  from: Checkpoint | null;
  control: TaskControl;
  /** Receives a checkpoint without NaN every few seconds and at the end. */
  save(checkpoint: Checkpoint): void;
  /** Test images of an evaluation during training; the last one uses all. */
  evaluationImages?: number;
  /** Resolves if the device is lost. Nothing on the device is used after that. */
  lost?: Promise<unknown>;
}

export interface FinishedTrial {
  /** After the last step. */
  checkpoint: Checkpoint;
  start: StartHashes;
  predictions: TestPredictions;
}

/**
 * Trains one experiment from start to end without readbacks for the page; only the saved moments are read.
 *
 * @throws ProblemError `non-finite` if the loss becomes NaN, `device-lost`; the control's reason if cancelled. The trial can then
 * continue from the last saved checkpoint.
 */
export async function runTrial(options: TrialOptions): Promise<FinishedTrial> {
  const { config, dataset, teacher, from, control, evaluationImages } = options;
  let last = from;
  const events: RunEvents = {
    metrics: () => undefined,
    evaluation: () => undefined,
    batch: () => undefined,
    attention: () => undefined,
    snapshot: (checkpoint) => {
      last = checkpoint;
      options.save(checkpoint);
    },
    progress: () => {
      const { step, totalSteps } = run.trainer;
      control.progress(step / totalSteps, `${step} of ${totalSteps} steps, ${run.imagesPerSecond.toFixed(0)} images/s`);
    },
  };
  const run = new Run(config, dataset, teacher, events, options.before);
  let gone = false;
  const stop = () => void run.pause();
  control.signal.addEventListener('abort', stop);
  const train = async (): Promise<FinishedTrial> => {
    run.readbackEvery = Number.POSITIVE_INFINITY;
    if (evaluationImages !== undefined) run.evaluationImages = evaluationImages;
    const start = await startHashes(config, dataset, await run.start());
    if (from) await run.restore(from);
    await run.probes.choose(Array.from({ length: Math.min(PROBES, dataset.test.count) }, (_, i) => i));
    control.signal.throwIfAborted();
    if (!run.finished || run.lacksFinalEvaluation) await run.play();
    control.signal.throwIfAborted();
    const predictions = await run.predictions();
    return { checkpoint: last ?? (await run.checkpoint()), start, predictions };
  };
  try {
    return await unlessLost(train(), options.lost, () => {
      gone = true;
      run.abandon();
      return new ProblemError('device-lost', 'The graphics device was lost during a trial.');
    });
  } finally {
    control.signal.removeEventListener('abort', stop);
    if (!gone) run.dispose();
  }
}

/** What a result needs in addition to the trained student. */
export interface TrialSurvey {
  /** Total time, without interruptions. */
  seconds: number;
  /** True classes of the test images. */
  labels: Uint16Array;
  /** Predictions of the student with the same seed and no distillation; null if there is none. */
  plain: Uint16Array | null;
  /** Empty if the student was not evaluated on other test sets. */
  otherTests: readonly TestSetResult[];
}

/** The result of a trial, for tables and curves. */
export function resultOf(
  trial: Pick<TrialResult, 'strategy' | 'seed' | 'value'>,
  { checkpoint, start, predictions }: FinishedTrial,
  { seconds, labels, plain, otherTests }: TrialSurvey,
): TrialResult {
  const { evaluations, step } = checkpoint;
  const final = evaluations.at(-1)!;
  // An interruption adds a record at its step, which must not change the result.
  const moments = new Set(momentSteps(step));
  const tokens = checkpoint.tokens.filter((record) => moments.has(record.step));
  return {
    strategy: trial.strategy,
    seed: trial.seed,
    value: trial.value,
    accuracy: final.accuracy,
    averaged: final.averaged,
    teacherAccuracy: final.teacher,
    testImages: final.images,
    steps: step,
    seconds: Math.round(seconds),
    start,
    curve: thinned(evaluations).map(({ step, accuracy }) => ({ step, accuracy })),
    cosine: tokens.flatMap(({ step, cosine }) => (cosine ? [{ step, value: cosine.at(-1)! }] : [])),
    cosineByLayer: Array.from(tokens.findLast(({ cosine }) => cosine)?.cosine ?? []),
    otherTests: byKind(otherTests),
    disagreement: disagreementOf({ label: labels, none: plain, ...predictions }),
  };
}

function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, i) => (points.length - 1 - i) % every === 0);
}

/** Share of test images on which two predictions differ, `ANSWERERS` × `ANSWERERS`; null if one is missing (paper, Table 4). */
export function disagreementOf(predictions: Record<Answerer, Uint16Array | null>): (number | null)[][] {
  return ANSWERERS.map((a) =>
    ANSWERERS.map((b) => {
      const [one, other] = [predictions[a], predictions[b]];
      return one && other ? one.filter((top, i) => top !== other[i]).length / one.length : null;
    }),
  );
}
