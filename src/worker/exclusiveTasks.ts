import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import type { TeacherProvider } from '../engine/io/teacherProvider';
import type { Teacher } from '../engine/models/teacher';
import type { Run } from '../engine/train/run';
import { ProblemError } from '../experiment/problem';
import type { SessionDevice } from './device';
import { answersTimed, measureHere } from './measureHere';
import type { Ask, GpuReport, InferenceReport, OtherTests, TrialAnswer, TrialAsk } from './protocol';
import type { TaskPhase } from './sessionState';
import { TestSetRunner } from './testSetRunner';
import { TrialRunner } from './trialRunner';

/** The page's own run, which rests, and what it depends on. */
export interface TaskContext {
  run: Run;
  dataset: ImageDataset;
  teacher: Teacher | null;
  teachers: TeacherProvider;
  device: SessionDevice;
  baseUrl: string;
}

/** What tasks need of the session. */
export interface TaskHost {
  /** @throws ProblemError if there is no run, or its device was lost */
  context(): TaskContext;
  /** Whether this is still the run of the session. */
  holds(run: Run): boolean;
  begun(id: number, phase: TaskPhase | null): void;
  ended(id: number): void;
}

/**
 * Tasks that need the device for themselves: measuring, matched trials, other test sets. Training pauses until they end: two trainings
 * at once are both slow, and measurements would be wrong.
 */
export class ExclusiveTasks {
  readonly #host: TaskHost;
  readonly #trials = new TrialRunner();
  readonly #tests = new TestSetRunner();
  /** Those that are running, by their ids. */
  readonly #aborts = new Map<number, AbortController>();
  #lastId = 0;

  constructor(host: TaskHost) {
    this.#host = host;
  }

  benchmark(ask: Ask<'benchmark'>, asked: TaskControl): Promise<GpuReport> {
    return this.rest('measuring', asked, ({ device, run }, control) =>
      measureHere(device.gpu, { ...ask, data: run.trainer.student.data }, control),
    );
  }

  inference(ask: Ask<'inference'>, asked: TaskControl): Promise<InferenceReport> {
    return this.rest('measuring', asked, ({ device, dataset, teacher }, control) =>
      answersTimed(device.gpu, ask, { dataset, teacher, maxBufferBytes: device.maxBufferBytes }, control),
    );
  }

  trial(ask: TrialAsk, asked: TaskControl): Promise<TrialAnswer> {
    return this.rest('experimenting', asked, ({ device, dataset, teachers, baseUrl }, control) => {
      const { lost, slow, maxBufferBytes } = device;
      return this.#trials.run(ask, { baseUrl, loaded: dataset, teachers, lost, slow, maxBufferBytes }, control);
    });
  }

  otherTests(asked: TaskControl): Promise<OtherTests> {
    return this.rest('testing', asked, ({ device, run, dataset, teacher }, control) =>
      this.#tests.measure(run, { dataset, teacher, gpu: device.gpu }, control),
    );
  }

  /**
   * Does some work while training is paused.
   * @param phase shown on the page until the task ends; null for short work
   * @throws ProblemError `cancelled` if the run was replaced before the work could begin; whatever the work throws
   */
  async rest<T>(
    phase: TaskPhase | null,
    { progress, signal }: TaskControl,
    work: (context: TaskContext, control: TaskControl) => Promise<T>,
  ): Promise<T> {
    const { run } = this.#host.context();
    const id = ++this.#lastId;
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    this.#host.begun(id, phase);
    try {
      await run.pause();
      if (!this.#host.holds(run)) throw new ProblemError('cancelled', 'Cancelled.');
      const control: TaskControl = {
        progress: (fraction, label) => progress(fraction, label),
        signal: AbortSignal.any([signal, abort.signal]),
      };
      return await work(this.#host.context(), control);
    } finally {
      this.#aborts.delete(id);
      this.#host.ended(id);
    }
  }

  /** Ends the running tasks with this problem. */
  abort(problem: ProblemError): void {
    for (const abort of this.#aborts.values()) abort.abort(problem);
  }

  /** Cancels the tests that still use the data set and the teacher of the run, before both are released. */
  stop(): Promise<void> {
    return this.#tests.stop();
  }
}
