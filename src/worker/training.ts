import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { type GpuDevice, openGpu } from '../engine/gpu/device';
import { shortHash } from '../engine/hash';
import { belongsTo, type Checkpoint } from '../engine/io/checkpoint';
import { ProblemError, problemOf } from '../engine/problem';
import { forwardMacs, parameterCount, tokenCount } from '../engine/spec/deitShape';
import { type ExperimentConfig, liveOf } from '../engine/spec/experiment';
import { memoryProblem } from '../engine/spec/memory';
import { Run } from '../engine/train/run';
import { openFallback } from './fallback';
import { forgetRun, keepRun, keptRun } from './keptRun';
import { loadData } from './loadData';
import { LookRoom } from './look';
import { measureHere } from './measureHere';
import { deviceLost, outOfMemory } from './problems';
import type {
  Ask,
  Configured,
  DatasetCard,
  GpuReport,
  RunPhase,
  Started,
  TrialAnswer,
  TrialAsk,
  WorkerEvent,
} from './protocol';
import { type PreparedTeacher, TeacherRoom } from './teachers';
import { TrialRoom } from './trials';
import { attentionOf, cardOf, defaultProbes, nowOf, statusOf } from './views';

/** Test images of an evaluation where the processor does the work: training must not wait for it. */
const SLOW_EVALUATION_IMAGES = 300;
const SLOW_LAST_EVALUATION_IMAGES = 1500;

/** Times a lost device is asked for again before the person is. */
const REOPEN_TRIES = 5;

/** The worker's state: one device, one data set, one run. Requests come one at a time; events go out through `emit`. */
export class Training {
  /** The Look view's requests. */
  readonly looks = new LookRoom(() => ({
    dataset: this.#dataset,
    run: this.#run,
    teacher: this.#teacher?.teacher ?? null,
  }));
  readonly #emit: (event: WorkerEvent) => void;
  readonly #trials = new TrialRoom();
  #gpu: GpuDevice | null = null;
  #maxBufferBytes = Number.POSITIVE_INFINITY;
  #baseUrl = '';
  #dataset: ImageDataset | null = null;
  #config: ExperimentConfig | null = null;
  #teachers: TeacherRoom | null = null;
  #teacher: PreparedTeacher | null = null;
  #run: Run | null = null;
  #phase: RunPhase = 'idle';
  #probes: number[] = [];
  #stepsPerSecond: number | null = null;
  #lastSnapshot: Checkpoint | null = null;

  constructor(emit: (event: WorkerEvent) => void) {
    this.#emit = emit;
  }

  async start({ backend, baseUrl }: Ask<'start'>): Promise<Started> {
    this.#baseUrl = baseUrl;
    this.#teachers = new TeacherRoom(baseUrl, (points) => this.#emit({ kind: 'teacher-curve', points }));
    if (backend === 'auto' || backend === 'webgpu') {
      try {
        return await this.#openGpu();
      } catch (error) {
        if (backend === 'webgpu') throw error;
        return this.#openOther(await openFallback('auto', error));
      }
    }
    return this.#openOther(await openFallback(backend));
  }

  async loadDataset(ask: Ask<'loadDataset'>, control: TaskControl): Promise<DatasetCard> {
    // What was there stays until the new data set is whole.
    const dataset = await loadData(ask, this.#baseUrl, control);
    await this.#close();
    this.#dataset = dataset;
    this.#probes = defaultProbes(dataset);
    return cardOf(dataset);
  }

  async configure({ config, resume }: Ask<'configure'>, control: TaskControl): Promise<Configured> {
    const dataset = this.#dataset;
    if (!dataset)
      throw new ProblemError('bad-config', 'No data set is loaded.', { remedy: 'Choose a data set first.' });
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    const tooLarge = memoryProblem(config, data, this.#maxBufferBytes);
    if (tooLarge) throw tooLarge;
    await this.#close();
    this.#setPhase('preparing');
    try {
      if (config.teacher === 'train') this.#setPhase('training-teacher');
      this.#teacher = await this.#teachers!.prepare(config, dataset, control);
      this.#setPhase('preparing');
      this.#config = config;
      const initial = await this.#open(config, dataset);
      const kept = resume ? await keptRun() : null;
      const resumed = kept && belongsTo(kept, config, dataset.fingerprint) ? kept : null;
      if (resumed) {
        await this.#run!.restore(resumed);
        this.#run!.live = liveOf(config);
        this.#lastSnapshot = resumed;
      } else if (!resume) await forgetRun();
      this.#setPhase(this.#restPhase());
      void this.#firstLook();
      return await this.#configured(initial, resumed);
    } catch (error) {
      this.#setPhase('idle');
      throw error;
    }
  }

  play(): void {
    const run = this.#need();
    if (run.finished) return;
    this.#setPhase('running');
    run.play().then(
      () => this.#setPhase(this.#restPhase()),
      (error: unknown) => this.#stopped(run, error),
    );
  }

  async pause(): Promise<void> {
    await this.#run?.pause();
    if (this.#run) this.#setPhase(this.#restPhase());
  }

  async step(): Promise<void> {
    const run = this.#need();
    try {
      await run.stepOnce();
      this.#setPhase(this.#restPhase());
    } catch (error) {
      await this.#stopped(run, error);
    }
  }

  async reset(): Promise<Configured> {
    const run = this.#need();
    await run.reset();
    run.live = liveOf(this.#config!);
    this.#lastSnapshot = null;
    await forgetRun();
    this.#setPhase(this.#restPhase());
    void this.#firstLook();
    return this.#configured(await run.start(), null);
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

  benchmark(ask: Ask<'benchmark'>, control: TaskControl): Promise<GpuReport> {
    return this.#resting('measuring', ({ trainer }) =>
      measureHere(this.#gpu, { ...ask, data: trainer.student.data }, control),
    );
  }

  trial(ask: TrialAsk, control: TaskControl): Promise<TrialAnswer> {
    return this.#resting('experimenting', () =>
      this.#trials.run(
        ask,
        {
          ...{ baseUrl: this.#baseUrl, loaded: this.#dataset, teachers: this.#teachers!, lost: this.#gpu?.device.lost },
          ...{ slow: this.#gpu?.software ?? true, maxBufferBytes: this.#maxBufferBytes },
        },
        control,
      ),
    );
  }

  /** Training rests meanwhile, and then goes on: two that train at once are both slow, and what is measured is wrong. */
  async #resting<T>(phase: RunPhase, work: (run: Run) => Promise<T>): Promise<T> {
    const run = this.#need();
    const play = this.#phase === 'running';
    await run.pause();
    this.#setPhase(phase);
    try {
      return await work(run);
    } finally {
      if (run === this.#run && this.#phase === phase) {
        this.#setPhase(this.#restPhase());
        if (play) this.play();
      }
    }
  }

  fault({ fault }: Ask<'fault'>): void {
    if (fault === 'lose-device') this.#gpu?.device.destroy();
    if (fault === 'poison-weights') this.#need().poison();
    if (fault === 'crash-worker') self.close();
  }

  async #openGpu(): Promise<Started> {
    const gpu = await openGpu();
    this.#gpu = gpu;
    this.#maxBufferBytes = Math.min(gpu.device.limits.maxBufferSize, gpu.device.limits.maxStorageBufferBindingSize);
    void gpu.device.lost.then(({ message }) => {
      if (this.#gpu === gpu) void this.#recover(message);
    });
    gpu.device.addEventListener('uncapturederror', (event) => {
      if (event.error instanceof GPUOutOfMemoryError) void this.#outOfMemory();
      else this.#emit({ kind: 'problem', problem: { kind: 'internal', message: event.error.message } });
    });
    return {
      backend: 'webgpu',
      adapter: gpu.adapterName,
      software: gpu.software,
      maxBufferBytes: this.#maxBufferBytes,
    };
  }

  #openOther(started: Started): Started {
    this.#maxBufferBytes = started.maxBufferBytes;
    return started;
  }

  /** Builds the run on the current device. @returns the initial weights */
  async #open(config: ExperimentConfig, dataset: ImageDataset): Promise<ReadonlyMap<string, Float32Array>> {
    const run: Run = new Run(config, dataset, this.#teacher?.teacher ?? null, {
      metrics: (metrics) => this.#emit({ kind: 'metrics', metrics }),
      evaluation: (evaluation) => this.#emit({ kind: 'evaluation', evaluation }),
      look: (look) => this.#emit({ kind: 'now', now: nowOf(look, dataset, config) }),
      attention: (step, probes, reading) =>
        this.#emit({ kind: 'attention', attention: attentionOf(step, probes, reading, dataset, config) }),
      snapshot: (checkpoint) => {
        this.#lastSnapshot = checkpoint;
        void keepRun(checkpoint);
      },
      progress: () => this.#emitStatus(),
    });
    run.stepsPerSecond = this.#stepsPerSecond;
    if (this.#gpu?.software ?? true) {
      run.evaluationImages = SLOW_EVALUATION_IMAGES;
      run.lastEvaluationImages = SLOW_LAST_EVALUATION_IMAGES;
    }
    this.#run = run;
    return run.start();
  }

  async #close(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    this.#lastSnapshot = null;
    if (!run) return;
    await run.pause();
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
      if (run === this.#run) this.#emit({ kind: 'problem', problem: problemOf(error) });
    }
  }

  /** Training ended by itself with an error. */
  async #stopped(run: Run, error: unknown): Promise<void> {
    // A lost device makes everything fail; its own recovery follows.
    if (run !== this.#run || this.#phase === 'recovering' || (await this.#deviceIsLost())) return;
    const problem = problemOf(error);
    if (problem.kind === 'non-finite') {
      const step = await run.rewind();
      this.#emit({ kind: 'recovered', message: problem.kept ?? problem.message, step });
    }
    this.#emit({ kind: 'problem', problem });
    this.#setPhase(this.#restPhase());
  }

  async #deviceIsLost(): Promise<boolean> {
    if (!this.#gpu) return false;
    const soon = new Promise<false>((resolve) => setTimeout(resolve, 200, false));
    return Promise.race([this.#gpu.device.lost.then(() => true), soon]);
  }

  /** A new device, the same run from its last snapshot. */
  async #recover(reason: string): Promise<void> {
    const [config, dataset, snapshot] = [this.#config, this.#dataset, this.#lastSnapshot];
    // The run itself may have stopped by now: a step that meets the lost device ends it before this is called.
    const playing = this.#phase === 'running';
    this.#gpu = null;
    this.#setPhase('recovering');
    // Nothing of the old device can be used or needs to be given back.
    this.#run?.abandon();
    this.looks.abandon();
    this.#run = null;
    this.#teacher = null;
    try {
      await this.#reopen();
      this.looks.revive();
      if (!config || !dataset) return this.#setPhase('idle');
      const control: TaskControl = { progress: () => undefined, signal: new AbortController().signal };
      this.#teacher = await this.#teachers!.prepare(config, dataset, control);
      await this.#open(config, dataset);
      if (snapshot) await this.#run!.restore(snapshot);
      this.#run!.live = liveOf(config);
      this.#lastSnapshot = snapshot;
      const step = snapshot?.step ?? 0;
      this.#emit({
        kind: 'recovered',
        step,
        message: `The graphics device was lost${reason ? ` (${reason})` : ''}. The run goes on from step ${step} on a new one.`,
      });
      this.#setPhase(this.#restPhase());
      await this.#firstLook();
      if (playing) this.play();
    } catch (error) {
      this.#emit({
        kind: 'problem',
        problem: deviceLost(problemOf(error).message),
      });
      this.#setPhase('idle');
    }
  }

  async #reopen(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#openGpu();
        return;
      } catch (error) {
        if (attempt === REOPEN_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
      }
    }
  }

  async #outOfMemory(): Promise<void> {
    const config = this.#config;
    await this.#run?.pause();
    this.#emit({ kind: 'problem', problem: outOfMemory(config?.batchSize ?? null) });
    this.#setPhase(this.#restPhase());
  }

  async #configured(initial: ReadonlyMap<string, Float32Array>, resumed: Checkpoint | null): Promise<Configured> {
    const { trainer } = this.#need();
    const config = this.#config!;
    const { data } = trainer.student;
    return {
      parameters: parameterCount(config, data),
      macs: forwardMacs(config, data),
      tokens: tokenCount(config),
      stepsPerEpoch: trainer.stepsPerEpoch,
      totalSteps: trainer.totalSteps,
      initialWeightsHash: await shortHash([...initial.values()]),
      teacher: this.#teacher?.info ?? null,
      resumedAtStep: resumed?.step ?? null,
      history: resumed && { metrics: resumed.metrics, evaluations: resumed.evaluations, tokens: resumed.tokens },
    };
  }

  #need(): Run {
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
