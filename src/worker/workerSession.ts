import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { isLoss, unlessLost } from '../engine/deviceLoss';
import type { GpuDevice } from '../engine/gpu/device';
import { type PreparedTeacher, TeacherProvider } from '../engine/io/teacherProvider';
import type { RunBefore } from '../engine/train/checkpoint';
import { Run, type RunEvents } from '../engine/train/run';
import { startHashes } from '../engine/train/startHash';
import type { ExperimentConfig } from '../experiment/config';
import { liveOf } from '../experiment/fields/live';
import { ProblemError, problemOf } from '../experiment/problem';
import { Device } from './device';
import { ExclusiveTasks, type TaskContext } from './exclusiveTasks';
import { InspectionService } from './inspectionService';
import { loadData } from './loadData';
import {
  deviceLost,
  lostAndOpening,
  lostWhileBuilding,
  newDevice,
  outOfMemory,
  outOfMemoryBeside,
  tooLargeHere,
} from './problems';
import type { Answer, Ask, Configured, DatasetCard, RunPhase, Started, TeacherPoint, WorkerEvent } from './protocol';
import { RunArchive } from './runArchive';
import { spare, testedRun, toldTo } from './runEvents';
import { originOf, RunKeeper } from './runKeeper';
import { tuneHere } from './tiles';
import { cardOf, configuredOf, defaultProbes, statusOf } from './views';

/** The worker's state: one device, one data set, one run. Requests come one at a time; events go out through `emit`. */
export class WorkerSession {
  /** The Look view's requests. */
  readonly looks = new InspectionService(() => ({
    dataset: this.#dataset,
    run: this.#run,
    teacher: this.#teacher?.teacher ?? null,
  }));
  /** Long requests for which training rests. */
  readonly exclusive = new ExclusiveTasks((phase, control, work) => this.#resting(phase, control, work));
  readonly archive: RunArchive;
  readonly #keeper: RunKeeper;
  readonly #emit: (event: WorkerEvent) => void;
  readonly #device: Device;
  #baseUrl = '';
  #dataset: ImageDataset | null = null;
  #config: ExperimentConfig | null = null;
  #teachers: TeacherProvider | null = null;
  #teacher: PreparedTeacher | null = null;
  #run: Run | null = null;
  /** What the present run is fine-tuned from. */
  #before: RunBefore | null = null;
  #phase: RunPhase = 'idle';
  #probes: number[] = [];
  #stepsPerSecond: number | null = null;
  #recovery: Promise<void> = Promise.resolve();
  /** Whether training goes on once a lost device is replaced. */
  #playAgain = false;
  /** Ends what training rests for; null while there is nothing. */
  #interlude: AbortController | null = null;
  /** Whether training goes on after that. */
  #playAfterwards = false;

  constructor(emit: (event: WorkerEvent) => void) {
    this.#emit = emit;
    this.archive = new RunArchive({
      changed: (runs) => emit({ kind: 'runs', runs }),
      problem: (problem) => emit({ kind: 'problem', problem }),
    });
    this.#keeper = new RunKeeper(this.archive);
    this.#device = new Device({
      lost: (reason) => {
        this.#recovery = this.#recover(reason);
      },
      outOfMemory: () => void this.#outOfMemory(),
      problem: (problem) => emit({ kind: 'problem', problem }),
    });
  }

  async start({ backend, baseUrl }: Ask<'start'>): Promise<Started> {
    this.#baseUrl = baseUrl;
    this.#teachers = new TeacherProvider(new URL('teachers/', baseUrl).href, (url, init) => fetch(url, init));
    return this.#device.start(backend);
  }

  async loadDataset(ask: Ask<'loadDataset'>, control: TaskControl): Promise<DatasetCard> {
    // What was there stays until the new data set is whole.
    const dataset = await loadData(ask, this.#baseUrl, control);
    await this.#close();
    this.#dataset = dataset;
    this.#probes = defaultProbes(dataset);
    return cardOf(dataset);
  }

  async configure(ask: Ask<'configure'>, control: TaskControl): Promise<Configured> {
    // Two that build on one device would take each other's place.
    await this.#recovery;
    return unlessLost(this.#build(ask, control), this.#device.lost, lostWhileBuilding);
  }

  async #build({ config, resume, kept, fineTune }: Ask<'configure'>, control: TaskControl): Promise<Configured> {
    const dataset = this.#dataset;
    if (!dataset)
      throw new ProblemError('bad-config', 'No data set is loaded.', { remedy: 'Choose a data set first.' });
    const tooLarge = tooLargeHere(config, dataset, this.#device.maxBufferBytes);
    if (tooLarge) throw tooLarge;
    const opened = kept === undefined ? null : await this.#keeper.kept(kept, config, dataset);
    const trained = fineTune ? await testedRun(this.#need()) : null;
    // A run that is taken up again is not replaced.
    await this.#close(resume && this.#keeper.isOf(config, dataset.fingerprint));
    this.#setPhase('preparing');
    try {
      if (config.teacher === 'train') this.#setPhase('training-teacher');
      const onCurve = (points: TeacherPoint[]) => this.#emit({ kind: 'teacher-curve', points });
      this.#teacher = await this.#teachers!.prepare(config, dataset, control, onCurve);
      this.#setPhase('preparing');
      if (this.#device.gpu) await tuneHere(this.#device.gpu, config, control.signal);
      const resumed = opened ?? (resume ? await this.#keeper.interrupted(config, dataset.fingerprint) : null);
      this.#before = trained ?? resumed?.run.checkpoint.before ?? null;
      const initial = await this.#open(config, dataset);
      const info = this.#teacher?.info ?? null;
      const start = () => startHashes(config, dataset, initial);
      await this.#keeper.begin(originOf(dataset, info, this.#device.adapter, start), resumed);
      // From here on a lost device brings this one back.
      this.#config = config;
      if (resumed) {
        await this.#run!.restore(resumed.run.checkpoint);
        this.#run!.live = liveOf(config);
        if (this.#run!.lacksFinalEvaluation) await this.#run!.play();
      } else if (!resume) await this.#keeper.restart();
      // What a fine-tuned run began with is needed to take it up again.
      if (trained) this.#keeper.snapshot(await this.#run!.checkpoint());
      this.#setPhase(this.#restPhase());
      void this.#firstLook();
      return await configuredOf(this.#need(), config, initial, info, resumed?.run.checkpoint ?? null);
    } catch (error) {
      if (this.#phase !== 'recovering') this.#setPhase('idle');
      throw error;
    }
  }

  play(): void {
    const run = this.#need();
    if (run.finished) return;
    this.#setPhase('running');
    this.#keeper.clock(true);
    run.play().then(
      () => this.#rested(run),
      (error: unknown) => this.#stopped(run, error),
    );
  }

  async pause(): Promise<void> {
    this.#playAgain = false;
    await this.#run?.pause();
    if (this.#run) this.#setPhase(this.#restPhase());
  }

  async step(): Promise<void> {
    const run = this.#need();
    try {
      this.#keeper.clock(true);
      await run.stepOnce();
      this.#rested(run);
    } catch (error) {
      await this.#stopped(run, error);
    }
  }

  async reset(): Promise<Configured> {
    const run = this.#need();
    await run.pause();
    await this.#keeper.keep();
    await run.reset();
    run.live = liveOf(this.#config!);
    await this.#keeper.restart();
    if (this.#before) this.#keeper.snapshot(await run.checkpoint());
    this.#setPhase(this.#restPhase());
    void this.#firstLook();
    return configuredOf(run, this.#config!, await run.start(), this.#teacher?.info ?? null, null);
  }

  /** Keeps the run as it is at this step. A training that goes on pauses for it. */
  async keep(): Promise<Answer<'keepRun'>> {
    const run = this.#need();
    const play = this.#phase === 'running';
    await run.pause();
    const name = await this.#keeper.keep();
    if (play) this.play();
    return { name };
  }

  live({ values }: Ask<'live'>): void {
    if (this.#config) this.#config = { ...this.#config, ...values };
    if (this.#run) this.#run.live = { ...this.#run.live, ...values };
  }

  speed({ stepsPerSecond }: Ask<'speed'>): void {
    this.#stepsPerSecond = stepsPerSecond;
    if (this.#run) this.#run.stepsPerSecond = stepsPerSecond;
  }

  async probes({ indices }: Ask<'probes'>): Promise<void> {
    this.#probes = indices;
    await this.#run?.probes.choose(indices);
  }

  /** Training rests meanwhile, and then goes on: two that train at once are both slow, and what is measured is wrong. */
  async #resting<T>(
    phase: RunPhase,
    control: TaskControl,
    work: (place: TaskContext, control: TaskControl) => Promise<T>,
  ): Promise<T> {
    const run = this.#need();
    const play = this.#phase === 'running';
    await run.pause();
    if (run !== this.#run) throw new ProblemError('cancelled', 'Cancelled.');
    const interlude = new AbortController();
    this.#interlude = interlude;
    this.#playAfterwards = play;
    this.#setPhase(phase);
    try {
      const place = {
        ...{ run, dataset: this.#dataset!, teacher: this.#teacher?.teacher ?? null, teachers: this.#teachers! },
        ...{ device: this.#device, baseUrl: this.#baseUrl },
      };
      return await work(place, {
        progress: (fraction, label) => control.progress(fraction, label),
        signal: AbortSignal.any([control.signal, interlude.signal]),
      });
    } finally {
      if (this.#interlude === interlude) this.#interlude = null;
      if (run === this.#run && this.#phase === phase) {
        this.#playAfterwards = false;
        this.#setPhase(this.#restPhase());
        if (play) this.play();
      }
    }
  }

  fault({ fault }: Ask<'fault'>): void {
    if (fault === 'lose-device') this.#device.gpu?.device.destroy();
    if (fault === 'poison-weights') this.#need().poison();
    if (fault === 'crash-worker') self.close();
  }

  /** Builds the run on the current device. @returns the initial weights */
  async #open(config: ExperimentConfig, dataset: ImageDataset): Promise<ReadonlyMap<string, Float32Array>> {
    const events: RunEvents = {
      ...toldTo(this.#emit, dataset, config),
      snapshot: (checkpoint) => this.#keeper.snapshot(checkpoint),
      progress: () => this.#emitStatus(),
    };
    const run = new Run(config, dataset, this.#teacher?.teacher ?? null, events, this.#before);
    run.stepsPerSecond = this.#stepsPerSecond;
    if (this.#device.slow) spare(run);
    this.#run = run;
    return run.start();
  }

  /** @param again whether the very run is opened again: else it is replaced, and kept */
  async #close(again = false): Promise<void> {
    const run = this.#run;
    this.#run = null;
    this.#config = null;
    this.#playAfterwards = false;
    if (!run) return;
    await Promise.all([run.pause(), this.exclusive.stop()]);
    this.#keeper.clock(false);
    if (!again) await this.#keeper.keep();
    this.looks.closeStudent();
    run.dispose();
    this.#teacher?.teacher.dispose();
    this.#teacher = null;
  }

  /** Accuracy and attention of the weights as they are before the first step. */
  async #firstLook(): Promise<void> {
    const run = this.#run;
    try {
      await run?.probes.choose(this.#probes);
    } catch (error) {
      if ((await isLoss(error, this.#device.lost)) || run !== this.#run) return;
      this.#emit({ kind: 'problem', problem: problemOf(error) });
    }
  }

  /** Training came to rest; what is finished is kept. */
  #rested(run: Run): void {
    this.#keeper.clock(false);
    this.#setPhase(this.#restPhase());
    if (run === this.#run && run.finished) void this.#keeper.keep();
  }

  /** Training ended by itself with an error. */
  async #stopped(run: Run, error: unknown): Promise<void> {
    this.#keeper.clock(false);
    // A lost device makes everything fail; its own recovery follows.
    if (this.#phase === 'recovering' || (await isLoss(error, this.#device.lost)) || run !== this.#run) return;
    const problem = problemOf(error);
    if (problem.kind === 'non-finite') {
      const step = await run.rewind();
      this.#emit({ kind: 'recovered', message: problem.kept ?? problem.message, step });
    }
    this.#emit({ kind: 'problem', problem });
    this.#setPhase(this.#restPhase());
  }

  /** A new device, the same run from its last snapshot. One that is lost meanwhile is recovered from likewise. */
  async #recover(reason: string): Promise<void> {
    // The run itself may have stopped by now: a step that meets the lost device ends it before this is called.
    this.#playAgain ||= this.#phase === 'running' || this.#playAfterwards;
    this.#playAfterwards = false;
    this.#device.leave();
    this.#setPhase('recovering');
    // Nothing of the old device can be used or needs to be given back.
    this.#run?.abandon();
    this.looks.abandon();
    this.#run = null;
    this.#teacher = null;
    let gpu: GpuDevice | null = null;
    try {
      gpu = await this.#device.reopen();
      this.looks.revive();
      await this.#rebuild(gpu, reason);
    } catch (error) {
      if (!this.#device.uses(gpu) || (await isLoss(error, gpu?.device.lost))) return;
      this.#playAgain = false;
      this.#emit({ kind: 'problem', problem: deviceLost(problemOf(error).message) });
      this.#setPhase('idle');
    }
  }

  /** The run on a new device; whoever finds that this one is lost too leaves all to the next recovery. */
  async #rebuild(gpu: GpuDevice, reason: string): Promise<void> {
    const [config, dataset, snapshot] = [this.#config, this.#dataset, this.#keeper.latest];
    if (!config || !dataset) return this.#setPhase('idle');
    const control: TaskControl = { progress: () => undefined, signal: new AbortController().signal };
    const teacher = await this.#teachers!.prepare(config, dataset, control);
    if (!this.#device.uses(gpu)) return;
    this.#teacher = teacher;
    await this.#open(config, dataset);
    if (snapshot) await this.#run?.restore(snapshot);
    if (!this.#device.uses(gpu)) return;
    this.#run!.live = liveOf(config);
    if (this.#run!.lacksFinalEvaluation) await this.#run!.play();
    if (!this.#device.uses(gpu)) return;
    const step = snapshot?.step ?? 0;
    this.#emit({ kind: 'recovered', step, message: newDevice(reason, step) });
    this.#setPhase(this.#restPhase());
    await this.#firstLook();
    if (!this.#device.uses(gpu)) return;
    const play = this.#playAgain && this.#phase === this.#restPhase();
    this.#playAgain = false;
    if (play) this.play();
  }

  async #outOfMemory(): Promise<void> {
    const config = this.#config;
    // What was asked for beside the run ends with it, and not with numbers from memory that is not there.
    if (this.#interlude) return this.#interlude.abort(outOfMemoryBeside());
    await this.#run?.pause();
    this.#emit({ kind: 'problem', problem: outOfMemory(config?.batchSize ?? null) });
    this.#setPhase(this.#restPhase());
  }

  #need(): Run {
    if (this.#phase === 'recovering') throw lostAndOpening();
    if (!this.#run)
      throw new ProblemError('bad-config', 'No experiment is built yet.', { remedy: 'Wait until it is ready.' });
    return this.#run;
  }

  #restPhase(): RunPhase {
    if (!this.#run) return 'idle';
    if (this.#run.finished) return 'finished';
    return this.#run.trainer.step > 0 ? 'paused' : 'idle';
  }

  #setPhase(phase: RunPhase): void {
    this.#phase = phase;
    this.#emitStatus();
  }

  #emitStatus(): void {
    this.#emit({ kind: 'status', status: statusOf(this.#phase, this.#run) });
  }
}
