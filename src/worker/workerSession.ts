import type { TaskControl } from '../engine/data/dataset';
import { isLoss, unlessLost } from '../engine/deviceLoss';
import type { GpuDevice } from '../engine/gpu/device';
import type { Run } from '../engine/train/run';
import { type Problem, problemOf } from '../experiment/problem';
import { Device, type DeviceEvents, type SessionDevice } from './device';
import { ExclusiveTasks } from './exclusiveTasks';
import { InspectionService } from './inspectionService';
import { loadData } from './loadData';
import { lostAndOpening, lostWhileBuilding, notBuilt, outOfMemory, outOfMemoryInTask } from './problems';
import type { Answer, Ask, Configured, DatasetCard, RunPhase, Started, WorkerEvent } from './protocol';
import { RunArchive } from './runArchive';
import { RunHost } from './runHost';
import { RunKeeper } from './runKeeper';
import { INITIAL_SESSION, phaseOf, type SessionEffect, type SessionEvent, sessionReducer } from './sessionState';
import { cardOf, statusOf } from './views';

/** What a session stands on; a test may give it other parts. */
export interface SessionParts {
  openDevice?: (events: DeviceEvents) => SessionDevice;
  loadData?: typeof loadData;
}

const NEVER: TaskControl = { progress: () => undefined, signal: new AbortController().signal };

/**
 * The worker's state: one device, one data set, one run. Requests come one at a time; events go out through `emit`. What happens
 * next is decided by `sessionReducer`; this class carries it out and tells the reducer what came of it.
 */
export class WorkerSession {
  /** The Look view's requests. */
  readonly looks: InspectionService;
  /** Long requests for which training rests. */
  readonly exclusive: ExclusiveTasks;
  readonly archive: RunArchive;
  readonly #emit: (event: WorkerEvent) => void;
  readonly #keeper: RunKeeper;
  readonly #device: SessionDevice;
  readonly #loadData: typeof loadData;
  readonly #host: RunHost;
  #state = INITIAL_SESSION;
  #builds = 0;
  /** Requests that wait for the end of a recovery. */
  #waiting: (() => void)[] = [];

  constructor(emit: (event: WorkerEvent) => void, parts: SessionParts = {}) {
    this.#emit = emit;
    this.#loadData = parts.loadData ?? loadData;
    const openDevice = parts.openDevice ?? ((events: DeviceEvents) => new Device(events));
    const problem = (reported: Problem) => emit({ kind: 'problem', problem: reported });
    this.archive = new RunArchive({ changed: (runs) => emit({ kind: 'runs', runs }), problem });
    this.#keeper = new RunKeeper(this.archive);
    this.#device = openDevice({
      lost: (reason) => this.#dispatch({ kind: 'lost', reason, now: performance.now() }),
      outOfMemory: () => this.#dispatch({ kind: 'outOfMemory' }),
      problem,
    });
    this.#host = new RunHost({
      ...{ device: this.#device, keeper: this.#keeper, emit },
      progress: () => this.#emitStatus(),
      closing: () => this.exclusive.stop(),
      disposing: () => this.looks.closeStudent(),
    });
    this.looks = new InspectionService(() => {
      const { dataset, run, teacher } = this.#host;
      return { dataset, run, teacher: teacher?.teacher ?? null };
    });
    this.exclusive = new ExclusiveTasks({
      context: () => {
        const { dataset, teacher, teachers, baseUrl } = this.#host;
        const run = this.#need();
        return { run, dataset: dataset!, teacher: teacher?.teacher ?? null, teachers, device: this.#device, baseUrl };
      },
      holds: (run) => run === this.#host.run,
      begun: (id, phase) => this.#dispatch({ kind: 'taskBegun', id, phase }),
      ended: (id) => this.#dispatch({ kind: 'taskEnded', id }),
    });
  }

  async start({ backend, baseUrl }: Ask<'start'>): Promise<Started> {
    this.#host.start(baseUrl);
    return this.#device.start(backend);
  }

  async loadDataset(ask: Ask<'loadDataset'>, control: TaskControl): Promise<DatasetCard> {
    // The data set before stays until the new one is whole.
    const dataset = await this.#loadData(ask, this.#host.baseUrl, control);
    await this.#recovered();
    await this.#host.close();
    this.#dispatch({ kind: 'closed' });
    this.#host.setDataset(dataset);
    return cardOf(dataset);
  }

  async configure(ask: Ask<'configure'>, control: TaskControl): Promise<Configured> {
    // Two builds on one device would replace each other's run.
    await this.#recovered();
    return unlessLost(this.#build(ask, control), this.#device.lost, lostWhileBuilding);
  }

  async #build(ask: Ask<'configure'>, control: TaskControl): Promise<Configured> {
    const id = ++this.#builds;
    try {
      // Fine-tuning pauses the run that it starts with.
      if (ask.fineTune) this.#dispatch({ kind: 'pause' });
      const configured = await this.#host.build(ask, control, {
        begun: () => this.#dispatch({ kind: 'building', id }),
        trainingTeacher: (training) => this.#dispatch({ kind: 'teacher', id, training }),
        current: () => {
          const { activity } = this.#state;
          return activity.kind === 'building' && activity.id === id;
        },
      });
      this.#dispatch({ kind: 'built', id });
      void this.#firstLook();
      return configured;
    } catch (error) {
      this.#dispatch({ kind: 'buildFailed', id });
      throw error;
    }
  }

  play(): void {
    if (this.#state.activity.kind !== 'recovering' && this.#need().finished) return;
    this.#dispatch({ kind: 'play' });
  }

  async pause(): Promise<void> {
    this.#dispatch({ kind: 'pause' });
    await this.#host.run?.pause();
  }

  async step(): Promise<void> {
    const run = this.#need();
    this.#dispatch({ kind: 'pause' });
    this.#keeper.clock(true);
    await this.#untilRest(run, run.stepOnce());
  }

  async reset(): Promise<Configured> {
    this.#need();
    this.#dispatch({ kind: 'pause' });
    const configured = await this.#host.reset();
    this.#emitStatus();
    void this.#firstLook();
    return configured;
  }

  /** Keeps the run as it is at this step. Training pauses for it. */
  async keep(): Promise<Answer<'keepRun'>> {
    return { name: await this.exclusive.rest(null, NEVER, () => this.#keeper.keep()) };
  }

  live({ values }: Ask<'live'>): void {
    this.#host.setLive(values);
  }

  speed({ stepsPerSecond }: Ask<'speed'>): void {
    this.#host.setSpeed(stepsPerSecond);
  }

  async probes({ indices }: Ask<'probes'>): Promise<void> {
    await this.#host.choose(indices);
  }

  fault({ fault }: Ask<'fault'>): void {
    if (fault === 'lose-device') this.#device.gpu?.device.destroy();
    if (fault === 'poison-weights') this.#need().poison();
    if (fault === 'crash-worker') self.close();
  }

  #dispatch(event: SessionEvent): void {
    const [state, effects] = sessionReducer(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#emitStatus();
    if (state.activity.kind === 'recovering') return;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #carryOut(effect: SessionEffect) {
    switch (effect.kind) {
      case 'play':
        return this.#train();
      case 'pauseRun':
        return void this.#host.run?.pause();
      case 'rewind':
        return void this.#rewind(effect.problem);
      case 'abandon':
        this.#device.leave();
        this.looks.abandon();
        return this.#host.abandon();
      case 'reopen':
        return void this.#recover(effect.id);
      case 'look':
        return void this.#firstLook().then(() => this.#dispatch({ kind: 'looked', id: effect.id }));
      case 'announce':
        return this.#emit({ kind: 'recovered', message: effect.message, step: effect.step });
      case 'abortTasks':
        return this.exclusive.abort(outOfMemoryInTask());
      case 'reportOutOfMemory':
        return this.#emit({ kind: 'problem', problem: outOfMemory(this.#host.config?.batchSize ?? null) });
      case 'report':
        return this.#emit({ kind: 'problem', problem: effect.problem });
    }
  }

  #train(): void {
    const { run } = this.#host;
    if (!run) return;
    this.#keeper.clock(true);
    void this.#untilRest(run, run.play());
  }

  /** What came of one step, or of many. A finished run is kept. */
  async #untilRest(run: Run, training: Promise<void>): Promise<void> {
    try {
      await training;
      this.#keeper.clock(false);
      if (run !== this.#host.run) return;
      this.#dispatch({ kind: 'rested', finished: run.finished });
      if (run.finished) void this.#keeper.keep();
    } catch (error) {
      this.#keeper.clock(false);
      // Everything fails on a lost device, and its own recovery follows.
      if ((await isLoss(error, this.#device.lost)) || run !== this.#host.run) return;
      this.#dispatch({ kind: 'stepFailed', problem: problemOf(error) });
    }
  }

  async #rewind(problem: Problem): Promise<void> {
    const { run } = this.#host;
    const step = await run?.rewind();
    if (step === undefined || run !== this.#host.run) return;
    this.#emit({ kind: 'recovered', message: problem.kept ?? problem.message, step });
    this.#emit({ kind: 'problem', problem });
    this.#dispatch({ kind: 'rewound' });
  }

  /** Opens a new device and builds the run on it. If the new device is lost too, the next recovery takes over. */
  async #recover(id: number): Promise<void> {
    let gpu: GpuDevice | null = null;
    const current = () => {
      const { activity } = this.#state;
      return activity.kind === 'recovering' && activity.id === id;
    };
    try {
      gpu = await this.#device.reopen();
      this.looks.revive();
      this.#dispatch({ kind: 'rebuilt', id, step: await this.#host.rebuild(current) });
    } catch (error) {
      if (await isLoss(error, gpu?.device.lost)) return;
      this.#dispatch({ kind: 'recoveryFailed', id, message: problemOf(error).message });
    }
  }

  /** Resolves when there is no recovery. */
  async #recovered(): Promise<void> {
    while (this.#state.activity.kind === 'recovering') {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Accuracy and attention with the weights before the first step. */
  async #firstLook(): Promise<void> {
    const { run } = this.#host;
    try {
      await this.#host.firstLook();
    } catch (error) {
      if ((await isLoss(error, this.#device.lost)) || run !== this.#host.run) return;
      this.#emit({ kind: 'problem', problem: problemOf(error) });
    }
  }

  /** @throws ProblemError if there is no run, or its device was lost */
  #need(): Run {
    const { kind } = this.#state.activity;
    if (kind === 'recovering') throw lostAndOpening();
    if (kind === 'building') throw notBuilt();
    return this.#host.needed();
  }

  #emitStatus(): void {
    const { run } = this.#host;
    const atRest: RunPhase = run?.finished ? 'finished' : run && run.trainer.step > 0 ? 'paused' : 'idle';
    this.#emit({ kind: 'status', status: statusOf(phaseOf(this.#state.activity, atRest), run) });
  }
}
