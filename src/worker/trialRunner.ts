import { del, get, set } from 'idb-keyval';
import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { unlessLost } from '../engine/deviceLoss';
import { type Checkpoint, isTheSame } from '../engine/train/checkpoint';
import { measureOtherTests } from '../engine/train/otherTests';
import { resultOf, runTrial } from '../engine/train/trial';
import { ProblemError } from '../experiment/problem';
import { type Trial, trialId } from '../experiment/trials/trials';
import { ifStored } from '../storage/ifStored';
import { loadData } from './loadData';
import { tooLargeHere } from './problems';
import type { TrialAnswer, TrialAsk } from './protocol';
import type { TeacherProvider } from './teacherProvider';
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

/** A trial that is not finished, in the browser's own store. */
interface KeptTrial {
  id: string;
  /** Who taught it. */
  teacher: string | null;
  checkpoint: Checkpoint;
  seconds: number;
}

const KEY = 'trial';
/** Test images of an evaluation on the way, where the processor does the work. */
const SLOW_EVALUATION_IMAGES = 300;

/** Trains matched trials, one a request; an interrupted one goes on where its last snapshot was. */
export class TrialRunner {
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
    const teacher = prepared && `${prepared.info.name}, ${prepared.info.testAccuracy}`;
    const kept = await keptTrial(trial, fingerprint, teacher);
    const before = kept?.seconds ?? 0;
    const begun = performance.now();
    const seconds = () => before + (performance.now() - begun) / 1000;
    let saving: Promise<unknown> = Promise.resolve();
    try {
      const finished = await runTrial({
        ...{ config, dataset, teacher: prepared?.teacher ?? null, from: kept?.checkpoint ?? null, control },
        ...(around.slow ? { evaluationImages: SLOW_EVALUATION_IMAGES } : {}),
        ...(around.lost ? { lost: around.lost } : {}),
        save: (checkpoint) => {
          const record: KeptTrial = { id: trialId(trial), teacher, checkpoint, seconds: seconds() };
          // A browser that keeps nothing costs the trial nothing but its resumption.
          saving = saving.then(() => ifStored(() => set(KEY, record)));
        },
      });
      await saving;
      const took = seconds();
      const tested = otherTests
        ? await measureOtherTests({
            ...{ run: finished.checkpoint, dataset, teacher: prepared?.teacher ?? null },
            control: standing(control, 1),
            ...{ images: picturesFor(around.slow), ...(around.lost ? { lost: around.lost } : {}) },
          })
        : [];
      await ifStored(() => del(KEY));
      prepared?.teacher.dispose();
      return {
        result: resultOf(trial, finished, { seconds: took, labels: dataset.test.labels, plain, otherTests: tested }),
        answers: Uint16Array.from(finished.answers.cls),
        dataset: { id: about.id, name: about.name, fingerprint },
        classes,
      };
    } catch (error) {
      await saving;
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

async function keptTrial(trial: Trial, fingerprint: string, teacher: string | null): Promise<KeptTrial | null> {
  const kept = await ifStored(() => get<KeptTrial>(KEY));
  if (kept?.id !== trialId(trial) || kept.teacher !== teacher || !isTheSame(kept.checkpoint, trial.config, fingerprint))
    return null;
  return kept;
}
