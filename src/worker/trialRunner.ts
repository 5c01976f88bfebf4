import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { unlessLost } from '../engine/gpu/deviceLoss';
import { type TeacherProvider, teacherIdentity } from '../engine/io/teacherProvider';
import { runResumableTrial } from '../engine/train/resumableTrial';
import { evaluateTestSets } from '../engine/train/testSetEvaluation';
import { resultOf } from '../engine/train/trial';
import { ProblemError } from '../experiment/problem';
import { type Trial, trialId } from '../experiment/trials/trials';
import { InterruptedTrials } from './interruptedTrials';
import { loadData } from './loadData';
import { tooLargeHere } from './problems';
import type { TrialAnswer, TrialAsk } from './protocol';
import { picturesFor } from './testSetRunner';

/** What the room shares with the page's own run. */
export interface TrialSurroundings {
  baseUrl: string;
  /** The page's data set: trials on the same one take it. */
  loaded: ImageDataset | null;
  teachers: TeacherProvider;
  /** Settles when the device is lost; undefined without WebGPU. */
  lost: Promise<unknown> | undefined;
  /** Whether the processor does the graphics card's work. */
  slow: boolean;
  maxBufferBytes: number;
}

/** Test images of an evaluation on the way, where the processor does the work. */
const SLOW_EVALUATION_IMAGES = 300;

/** Trains matched trials, one a request; an interrupted one goes on where its last snapshot was. */
export class TrialRunner {
  readonly #interrupted = new InterruptedTrials();
  #dataset: ImageDataset | null = null;

  /** @throws ProblemError `not-found`, `out-of-memory`, `non-finite`, `device-lost`, `cancelled` */
  run(ask: TrialAsk, around: TrialSurroundings, control: TaskControl): Promise<TrialAnswer> {
    return unlessLost(
      this.#train(ask, around, control),
      around.lost,
      () =>
        new ProblemError('device-lost', 'The graphics device was lost during a trial.', {
          kept: 'The trial goes on from its last snapshot.',
        }),
    );
  }

  async #train(
    { trial, plain, otherTests, images }: TrialAsk,
    around: TrialSurroundings,
    control: TaskControl,
  ): Promise<TrialAnswer> {
    const { config } = trial;
    const dataset = await this.#datasetOf(trial, around, standing(control, 0));
    const { about, classes, fingerprint } = dataset;
    if (images !== null && fingerprint !== images)
      throw new ProblemError('not-found', 'The finished trials are on other images than those that are loaded now.', {
        kept: 'The finished trials stay.',
        remedy: 'Choose their images again as the data set, at the same picture size, then go on.',
      });
    const tooLarge = tooLargeHere(config, dataset, around.maxBufferBytes);
    if (tooLarge) throw tooLarge;
    const prepared = await around.teachers.prepare(config, dataset, standing(control, 0));
    const teacher = prepared && teacherIdentity(prepared.info);
    try {
      const finished = await runResumableTrial({
        ...{ config, dataset, teacher: prepared?.teacher ?? null, control },
        from: await this.#interrupted.find(trial, fingerprint, teacher),
        store: (progress) => this.#interrupted.save({ id: trialId(trial), teacher, ...progress }),
        ...(around.slow ? { evaluationImages: SLOW_EVALUATION_IMAGES } : {}),
        ...(around.lost ? { lost: around.lost } : {}),
      });
      const tested = otherTests
        ? await evaluateTestSets({
            ...{ run: finished.checkpoint, dataset, teacher: prepared?.teacher ?? null },
            control: standing(control, 1),
            ...{ images: picturesFor(around.slow), ...(around.lost ? { lost: around.lost } : {}) },
          })
        : [];
      await this.#interrupted.forget();
      prepared?.teacher.dispose();
      return {
        result: resultOf(trial, finished, {
          seconds: finished.seconds,
          labels: dataset.test.labels,
          plain,
          otherTests: tested,
        }),
        answers: Uint16Array.from(finished.predictions.cls),
        dataset: { id: about.id, name: about.name, fingerprint },
        classes,
      };
    } catch (error) {
      // Nothing of a lost device needs to be given back.
      const lost = error instanceof ProblemError && error.problem.kind === 'device-lost';
      if (!lost) prepared?.teacher.dispose();
      throw error;
    }
  }

  async #datasetOf({ config }: Trial, { loaded, baseUrl }: TrialSurroundings, control: TaskControl) {
    const wanted = (dataset: ImageDataset | null) => dataset?.about.id === config.dataset;
    if (wanted(loaded)) return loaded!;
    if (wanted(this.#dataset)) return this.#dataset!;
    if (config.dataset === 'own')
      throw new ProblemError('not-found', 'These trials are on images of your own, which are not loaded.', {
        kept: 'The finished trials stay.',
        remedy: 'Choose the images again as the data set, then go on.',
      });
    this.#dataset = await loadData({ dataset: config.dataset }, baseUrl, control);
    return this.#dataset;
  }
}

/** For what comes before and after the training of the student: it says what it does, and the trial's progress stands still. */
function standing(control: TaskControl, fraction: number): TaskControl {
  return { signal: control.signal, progress: (_, label) => control.progress(fraction, label) };
}
