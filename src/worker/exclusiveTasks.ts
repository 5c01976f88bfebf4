import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import type { TeacherProvider } from '../engine/io/teacherProvider';
import type { Teacher } from '../engine/models/teacher';
import type { Run } from '../engine/train/run';
import type { Device } from './device';
import { answersTimed, measureHere } from './measureHere';
import type { Ask, GpuReport, InferenceReport, OtherTests, RunPhase, TrialAnswer, TrialAsk } from './protocol';
import { TestSetRunner } from './testSetRunner';
import { TrialRunner } from './trialRunner';

/** The page's own run and what it stands on, while it rests. */
export interface TaskContext {
  run: Run;
  dataset: ImageDataset;
  teacher: Teacher | null;
  teachers: TeacherProvider;
  device: Device;
  baseUrl: string;
}

/** Lets training rest for some work, and go on afterwards; the phase is what the page is told meanwhile. */
type Resting = <T>(
  phase: RunPhase,
  control: TaskControl,
  work: (place: TaskContext, control: TaskControl) => Promise<T>,
) => Promise<T>;

/** Long requests that need the device for themselves: measuring, matched trials, other test sets. */
export class ExclusiveTasks {
  readonly #resting: Resting;
  readonly #trials = new TrialRunner();
  readonly #tests = new TestSetRunner();

  constructor(resting: Resting) {
    this.#resting = resting;
  }

  benchmark(ask: Ask<'benchmark'>, asked: TaskControl): Promise<GpuReport> {
    return this.#resting('measuring', asked, ({ device, run }, control) =>
      measureHere(device.gpu, { ...ask, data: run.trainer.student.data }, control),
    );
  }

  inference(ask: Ask<'inference'>, asked: TaskControl): Promise<InferenceReport> {
    return this.#resting('measuring', asked, ({ device, dataset, teacher }, control) =>
      answersTimed(device.gpu, ask, { dataset, teacher, maxBufferBytes: device.maxBufferBytes }, control),
    );
  }

  trial(ask: TrialAsk, asked: TaskControl): Promise<TrialAnswer> {
    return this.#resting('experimenting', asked, ({ device, dataset, teachers, baseUrl }, control) => {
      const { lost, slow, maxBufferBytes } = device;
      return this.#trials.run(ask, { baseUrl, loaded: dataset, teachers, lost, slow, maxBufferBytes }, control);
    });
  }

  otherTests(asked: TaskControl): Promise<OtherTests> {
    return this.#resting('testing', asked, ({ device, run, dataset, teacher }, control) =>
      this.#tests.measure(run, { dataset, teacher, gpu: device.gpu }, control),
    );
  }

  /** Before data set and teacher of the run go: what still tests with them is cancelled. */
  stop(): Promise<void> {
    return this.#tests.stop();
  }
}
