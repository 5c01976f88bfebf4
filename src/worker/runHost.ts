import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { type PreparedTeacher, TeacherProvider } from '../engine/io/teacherProvider';
import type { RunBefore } from '../engine/train/checkpoint';
import { Run, type RunEvents } from '../engine/train/run';
import { startHashes } from '../engine/train/startHash';
import type { ExperimentConfig } from '../experiment/config';
import { type LiveValues, liveOf } from '../experiment/fields/live';
import { ProblemError } from '../experiment/problem';
import type { SessionDevice } from './device';
import { notBuilt, tooLargeHere } from './problems';
import type { Ask, Configured, TeacherPoint, WorkerEvent } from './protocol';
import { pageEvents, reduceReports, testedRun } from './runEvents';
import { originOf, type RunKeeper } from './runKeeper';
import { tuneHere } from './tiles';
import { configuredOf, defaultProbes } from './views';

export interface RunHostOptions {
  device: SessionDevice;
  keeper: RunKeeper;
  emit(event: WorkerEvent): void;
  /** The run has taken steps. */
  progress(): void;
  /** A run is being closed: what uses its teacher and its data set stops. */
  closing(): Promise<void>;
  /** Its memory is about to be released. */
  disposing(): void;
}

/** What a build tells the session. */
export interface BuildEvents {
  /** The run before is closed, and the build begins. */
  begun(): void;
  trainingTeacher(training: boolean): void;
  /** Whether the build still counts: its device may have been lost since it started. */
  current(): boolean;
}

/** Holds the data set, the teacher and the run: builds a run, builds it again on a new device, and closes it. */
export class RunHost {
  baseUrl = '';
  readonly #options: RunHostOptions;
  #teachers: TeacherProvider | null = null;
  #dataset: ImageDataset | null = null;
  #config: ExperimentConfig | null = null;
  #teacher: PreparedTeacher | null = null;
  #run: Run | null = null;
  /** What the current run is fine-tuned from. */
  #before: RunBefore | null = null;
  #probes: number[] = [];
  #stepsPerSecond: number | null = null;

  constructor(options: RunHostOptions) {
    this.#options = options;
  }

  start(baseUrl: string): void {
    this.baseUrl = baseUrl;
    this.#teachers = new TeacherProvider(new URL('teachers/', baseUrl).href, (url, init) => fetch(url, init));
  }

  get dataset(): ImageDataset | null {
    return this.#dataset;
  }

  get config(): ExperimentConfig | null {
    return this.#config;
  }

  get run(): Run | null {
    return this.#run;
  }

  get teacher(): PreparedTeacher | null {
    return this.#teacher;
  }

  get teachers(): TeacherProvider {
    if (!this.#teachers) throw new Error('The session has not started.');
    return this.#teachers;
  }

  /** Replaces the data set. The run before must be closed. */
  setDataset(dataset: ImageDataset): void {
    this.#dataset = dataset;
    this.#probes = defaultProbes(dataset);
  }

  /** @throws ProblemError if it does not fit, its kept run or its teacher is missing, or the control cancels it */
  async build(ask: Ask<'configure'>, control: TaskControl, events: BuildEvents): Promise<Configured> {
    const { config, resume, kept, fineTune } = ask;
    const { device, keeper, emit } = this.#options;
    const dataset = this.#dataset;
    if (!dataset)
      throw new ProblemError('bad-config', 'No data set is loaded.', { remedy: 'Choose a data set first.' });
    const tooLarge = tooLargeHere(config, dataset, device.maxBufferBytes);
    if (tooLarge) throw tooLarge;
    const opened = kept === undefined ? null : await keeper.kept(kept, config, dataset);
    const trained = fineTune ? await testedRun(this.needed()) : null;
    // A run that is resumed is not replaced.
    await this.close(resume && keeper.isOf(config, dataset.fingerprint));
    events.begun();
    const stopIfLost = () => {
      if (!events.current()) throw new ProblemError('cancelled', 'Cancelled.');
    };
    if (config.teacher === 'train') events.trainingTeacher(true);
    const onCurve = (points: TeacherPoint[]) => emit({ kind: 'teacher-curve', points });
    const teacher = await this.teachers.prepare(config, dataset, control, onCurve);
    stopIfLost();
    this.#teacher = teacher;
    events.trainingTeacher(false);
    if (device.gpu) await tuneHere(device.gpu, config, control.signal);
    const resumed = opened ?? (resume ? await keeper.interrupted(config, dataset.fingerprint) : null);
    stopIfLost();
    this.#before = trained ?? resumed?.run.checkpoint.before ?? null;
    const run = this.#create(config, dataset);
    const initial = await run.start();
    const info = teacher?.info ?? null;
    const start = () => startHashes(config, dataset, initial);
    await keeper.begin(originOf(dataset, info, device.adapter, start), resumed);
    stopIfLost();
    // From here on a recovery builds this run.
    this.#config = config;
    if (resumed) {
      await run.restore(resumed.run.checkpoint);
      run.live = liveOf(config);
      if (run.lacksFinalEvaluation) await run.play();
    } else if (!resume) await keeper.restart();
    // A fine-tuned run can only be resumed with the weights that it began with.
    if (trained) keeper.snapshot(await run.checkpoint());
    return configuredOf(run, config, initial, info, resumed?.run.checkpoint ?? null);
  }

  /**
   * Builds the run on a new device, from its last snapshot.
   * @param current whether this recovery still counts: the new device may have been lost too
   * @returns its step; null if there is no run to build, or the recovery does not count any longer
   */
  async rebuild(current: () => boolean): Promise<number | null> {
    const [config, dataset, snapshot] = [this.#config, this.#dataset, this.#options.keeper.latest];
    if (!config || !dataset) return null;
    const control: TaskControl = { progress: () => undefined, signal: new AbortController().signal };
    const teacher = await this.teachers.prepare(config, dataset, control);
    if (!current()) return null;
    this.#teacher = teacher;
    const run = this.#create(config, dataset);
    await run.start();
    if (snapshot) await run.restore(snapshot);
    if (!current()) return null;
    // Live values may have changed during the recovery.
    run.live = liveOf(this.#config ?? config);
    if (run.lacksFinalEvaluation) await run.play();
    return snapshot?.step ?? 0;
  }

  /** Back at step 0. What was trained is kept. */
  async reset(): Promise<Configured> {
    const run = this.needed();
    const { keeper } = this.#options;
    const config = this.#config!;
    await run.pause();
    await keeper.keep();
    await run.reset();
    run.live = liveOf(config);
    await keeper.restart();
    if (this.#before) keeper.snapshot(await run.checkpoint());
    return configuredOf(run, config, await run.start(), this.#teacher?.info ?? null, null);
  }

  /** Forgets the run of a lost device, without touching it. */
  abandon(): void {
    this.#run?.abandon();
    this.#run = null;
    this.#teacher = null;
  }

  /** Ends the run and releases what it holds. @param resumes whether the same run is opened again: any other one is kept */
  async close(resumes = false): Promise<void> {
    const run = this.#run;
    this.#run = null;
    this.#config = null;
    if (!run) return;
    await Promise.all([run.pause(), this.#options.closing()]);
    this.#options.keeper.clock(false);
    if (!resumes) await this.#options.keeper.keep();
    this.#options.disposing();
    run.dispose();
    this.#teacher?.teacher.dispose();
    this.#teacher = null;
  }

  /** Reads the attention of the probes with the weights of this moment. */
  async firstLook(): Promise<void> {
    await this.#run?.probes.choose(this.#probes);
  }

  async choose(probes: number[]): Promise<void> {
    this.#probes = probes;
    await this.#run?.probes.choose(probes);
  }

  setLive(values: Partial<LiveValues>): void {
    if (this.#config) this.#config = { ...this.#config, ...values };
    if (this.#run) this.#run.live = { ...this.#run.live, ...values };
  }

  setSpeed(stepsPerSecond: number | null): void {
    this.#stepsPerSecond = stepsPerSecond;
    if (this.#run) this.#run.stepsPerSecond = stepsPerSecond;
  }

  /** @throws ProblemError `bad-config` if there is no run */
  needed(): Run {
    if (this.#run) return this.#run;
    throw notBuilt();
  }

  #create(config: ExperimentConfig, dataset: ImageDataset): Run {
    const { device, emit, keeper, progress } = this.#options;
    const events: RunEvents = {
      ...pageEvents(emit, dataset, config),
      snapshot: (checkpoint) => keeper.snapshot(checkpoint),
      progress,
    };
    const run = new Run(config, dataset, this.#teacher?.teacher ?? null, events, this.#before);
    run.stepsPerSecond = this.#stepsPerSecond;
    if (device.slow) reduceReports(run);
    this.#run = run;
    return run;
  }
}
