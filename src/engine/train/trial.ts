import type { ExperimentConfig } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { byKind, type TestSetResult } from '../../experiment/testSets';
import { ANSWERERS, type Answerer, type StartHashes, type TrialResult } from '../../experiment/trials/trials';
import type { ImageDataset, TaskControl } from '../data/dataset';
import { unlessLost } from '../deviceLoss';
import type { Teacher } from '../models/teacher';
import { momentSteps } from './album';
import type { Checkpoint, RunBefore } from './checkpoint';
import { Run, type RunEvents } from './run';
import { startHashes } from './startHash';
import type { TestAnswers } from './testEvaluator';

/** Test pictures whose tokens are compared over the run. */
const PROBES = 8;
/** Evaluations that a result keeps, at most. */
const MAX_POINTS = 40;

export interface TrialOptions {
  config: ExperimentConfig;
  dataset: ImageDataset;
  teacher: Teacher | null;
  /** What it is fine-tuned from; without it the weights of the seed are those to begin with. */
  before?: RunBefore | null;
  /** Where to go on; null at the beginning. */
  from: Checkpoint | null;
  control: TaskControl;
  /** A checkpoint that is known to be good, every few seconds and at the end. */
  save(checkpoint: Checkpoint): void;
  /** Test images of an evaluation on the way; the last takes all. */
  evaluationImages?: number;
  /** Settles when the device is lost: nothing of it is touched any more. */
  lost?: Promise<unknown>;
}

export interface FinishedTrial {
  /** After the last step. */
  checkpoint: Checkpoint;
  start: StartHashes;
  answers: TestAnswers;
}

/**
 * Trains one experiment from beginning to end, with nobody looking: no pictures on the way but the kept moments.
 *
 * @throws ProblemError `non-finite` when the loss is no number any more, `device-lost`; the control's reason when cancelled: what was
 * saved last is where to go on.
 */
export async function runTrial(options: TrialOptions): Promise<FinishedTrial> {
  const { config, dataset, teacher, from, control, evaluationImages } = options;
  let last = from;
  const events: RunEvents = {
    metrics: () => undefined,
    evaluation: () => undefined,
    look: () => undefined,
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
    run.lookEvery = Number.POSITIVE_INFINITY;
    if (evaluationImages !== undefined) run.evaluationImages = evaluationImages;
    const start = await startHashes(config, dataset, await run.start());
    if (from) await run.restore(from);
    await run.probes.choose(Array.from({ length: Math.min(PROBES, dataset.test.count) }, (_, i) => i));
    control.signal.throwIfAborted();
    if (!run.finished || run.owesLastEvaluation) await run.play();
    control.signal.throwIfAborted();
    const answers = await run.answers();
    return { checkpoint: last ?? (await run.checkpoint()), start, answers };
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

/** What a result needs beside the trained student. */
export interface TrialSurvey {
  /** That it took in all, interruptions left out. */
  seconds: number;
  /** Of the test images. */
  labels: Uint16Array;
  /** Answers of the student of the same seed that learned without distillation, where it was trained. */
  plain: Uint16Array | null;
  /** Empty where the student was not asked about other test sets. */
  otherTests: readonly TestSetResult[];
}

/** What is kept of a trial for tables and curves. */
export function resultOf(
  trial: Pick<TrialResult, 'strategy' | 'seed' | 'value'>,
  { checkpoint, start, answers }: FinishedTrial,
  { seconds, labels, plain, otherTests }: TrialSurvey,
): TrialResult {
  const { evaluations, step } = checkpoint;
  const final = evaluations.at(-1)!;
  // Where it was interrupted is nobody's business.
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
    disagreement: disagreementOf({ label: labels, none: plain, ...answers }),
  };
}

function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, i) => (points.length - 1 - i) % every === 0);
}

/** Share of test images on which two give different answers, `ANSWERERS` × `ANSWERERS` (paper, Table 4). */
export function disagreementOf(answers: Record<Answerer, Uint16Array | null>): (number | null)[][] {
  return ANSWERERS.map((a) =>
    ANSWERERS.map((b) => {
      const [one, other] = [answers[a], answers[b]];
      return one && other ? one.reduce((sum, answer, i) => sum + Number(answer !== other[i]), 0) / one.length : null;
    }),
  );
}
