import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { unlessLost } from '../engine/deviceLoss';
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

/** What trials share with the current run. */
export interface TrialContext {
  baseUrl: string;
  /** The data set of the current run, which trials on the same one use. */
  loaded: ImageDataset | null;
  teachers: TeacherProvider;
  /** Settles when the device is lost; undefined without WebGPU. */
  lost: Promise<unknown> | undefined;
  /** Whether the adapter is software, or there is no WebGPU. */
  slow: boolean;
  maxBufferBytes: number;
}

/** Test images of an evaluation before the last one, on slow devices. */
const SLOW_EVALUATION_IMAGES = 300;

/** Trains matched trials, one per request. An interrupted trial continues from its last snapshot. */
export class TrialRunner {
  readonly #interrupted = new InterruptedTrials();
  #dataset: ImageDataset | null = null;

  /** @throws ProblemError `not-found`, `out-of-memory`, `non-finite`, `device-lost`, `cancelled` */
  run(ask: TrialAsk, context: TrialContext, control: TaskControl): Promise<TrialAnswer> {
    return unlessLost(
      this.#train(ask, context, control),
      context.lost,
      () =>
        new ProblemError('device-lost', 'The graphics device was lost during a trial.', {
          kept: 'The trial continues from its last snapshot.',
        }),
    );
  }

  async #train(
    { trial, plain, otherTests, images }: TrialAsk,
    context: TrialContext,
    control: TaskControl,
  ): Promise<TrialAnswer> {
    const { config } = trial;
    const dataset = await this.#datasetOf(trial, context, standing(control, 0));
    const { about, classes, fingerprint } = dataset;
    if (images !== null && fingerprint !== images)
      throw new ProblemError('not-found', 'The finished trials were trained on other images than the loaded ones.', {
        kept: 'The finished trials are kept.',
        remedy: 'Choose their images again as the data set, at the same picture size, then continue.',
      });
    const tooLarge = tooLargeHere(config, dataset, context.maxBufferBytes);
    if (tooLarge) throw tooLarge;
    const prepared = await context.teachers.prepare(config, dataset, standing(control, 0));
    const teacher = prepared && teacherIdentity(prepared.info);
    try {
      const finished = await runResumableTrial({
        ...{ config, dataset, teacher: prepared?.teacher ?? null, control },
        from: await this.#interrupted.find(trial, fingerprint, teacher),
        store: (progress) => this.#interrupted.save({ id: trialId(trial), teacher, ...progress }),
        ...(context.slow ? { evaluationImages: SLOW_EVALUATION_IMAGES } : {}),
        ...(context.lost ? { lost: context.lost } : {}),
      });
      const tested = otherTests
        ? await evaluateTestSets({
            ...{ run: finished.checkpoint, dataset, teacher: prepared?.teacher ?? null },
            control: standing(control, 1),
            ...{ images: picturesFor(context.slow), ...(context.lost ? { lost: context.lost } : {}) },
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
      // What was on a lost device needs no disposal.
      const lost = error instanceof ProblemError && error.problem.kind === 'device-lost';
      if (!lost) prepared?.teacher.dispose();
      throw error;
    }
  }

  async #datasetOf({ config }: Trial, { loaded, baseUrl }: TrialContext, control: TaskControl) {
    const wanted = (dataset: ImageDataset | null) => dataset?.about.id === config.dataset;
    if (wanted(loaded)) return loaded!;
    if (wanted(this.#dataset)) return this.#dataset!;
    if (config.dataset === 'own')
      throw new ProblemError('not-found', 'These trials need images of your own, which are not loaded.', {
        kept: 'The finished trials are kept.',
        remedy: 'Choose the images again as the data set, then continue.',
      });
    this.#dataset = await loadData({ dataset: config.dataset }, baseUrl, control);
    return this.#dataset;
  }
}

/** Reports what is being done before and after training, while the trial's progress stays at `fraction`. */
function standing(control: TaskControl, fraction: number): TaskControl {
  return { signal: control.signal, progress: (_, label) => control.progress(fraction, label) };
}
