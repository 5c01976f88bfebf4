/** What a user can do with a run. It carries out what the preparation reducer decides, and reports the results to it. */

import type { ExperimentConfig } from '../experiment/config';
import { DEFAULTS } from '../experiment/fields/table';
import { type Validated, validate } from '../experiment/fields/validate';
import { withConsequences } from '../experiment/presets';
import { problemOf } from '../experiment/problem';
import { problemsText } from '../sentences/problems';
import { sessionText } from '../sentences/session';
import type { WorkerClient } from '../worker/client';
import type { Answer, Ask, GpuReport, OwnFile, Picture, RequestKind, Requests, RunSummary } from '../worker/protocol';
import { experimentIsNamed, followView, linkTo, openingExperiment, showInAddress } from './address';
import { asTask } from './asTask';
import { client } from './client';
import { receive } from './events';
import { useExperiment } from './experiment';
import { useObservation } from './observation';
import { OwnImages } from './ownImages';
import { pageName } from './pageName';
import { INITIAL_PREPARATION, preparationReducer } from './preparation/reducer';
import type { Preparation, PreparationEffect, PreparationEvent, PreparationState, RunNow } from './preparation/types';
import { adoptRun, hasBegun, isPlaying, loadedTrainCount, reportProblem } from './runState';
import { IDLE, useSession } from './session';
import { withoutOwn } from './withoutOwn';

/** After this time the page says what to do about a slow start. */
const SLOW_START_MS = 15_000;
/** A run that has not begun follows the form after this pause. */
const FOLLOW_MS = 300;

export class RunController {
  readonly #client: WorkerClient;
  #state: PreparationState = INITIAL_PREPARATION;
  #opened = false;
  /** Cancels requests of the preparation with this id. */
  #abort: { id: number; controller: AbortController } | null = null;
  /** Who waits for the end of a preparation, by its id. */
  readonly #onSettled = new Map<number, (ready: boolean) => void>();
  #pause: ReturnType<typeof setTimeout> | undefined;
  readonly #own = new OwnImages();
  #probes: number[] | null = null;

  constructor(client: WorkerClient) {
    this.#client = client;
    client.subscribe(receive);
    client.onCrash(() => this.#dispatch({ kind: 'crashed', now: performance.now(), run: runNow() }));
  }

  /** Prepares the experiment of the address, and its saved run if this browser has one. */
  open(): void {
    // React mounts twice in development.
    if (this.#opened) return;
    this.#opened = true;
    followView();
    const named = experimentIsNamed();
    setTimeout(() => useSession.setState(({ startup }) => ({ slow: startup === 'starting' })), SLOW_START_MS);
    window.addEventListener('hashchange', () => {
      const asked = openingExperiment();
      this.#change(this.#own.known ? asked : withoutOwn(asked));
    });
    this.#dispatch({ kind: 'open', asked: withoutOwn(openingExperiment()), named });
  }

  /** A finished run starts again from its initial weights. */
  play(): void {
    this.#dispatch({ kind: 'command', command: 'play', run: runNow() });
  }

  pause(): void {
    this.#dispatch({ kind: 'command', command: 'pause', run: runNow() });
  }

  togglePlay(): void {
    if (isPlaying()) this.pause();
    else this.play();
  }

  step(): void {
    this.#dispatch({ kind: 'command', command: 'step', run: runNow() });
  }

  reset(): void {
    this.#dispatch({ kind: 'command', command: 'reset', run: runNow() });
  }

  /** @param stepsPerSecond null is full speed */
  setSpeed(stepsPerSecond: number | null): void {
    useSession.setState({ stepsPerSecond });
    void this.#send('speed', { stepsPerSecond });
  }

  chooseProbes(indices: number[]): void {
    this.#probes = indices;
    void this.#send('probes', { indices });
  }

  fault(fault: Requests['fault']['ask']['fault']): void {
    void this.#send('fault', { fault });
  }

  /** A change of the form. Live fields act at once; a run that has not begun follows; any other change waits for `apply`. */
  change(values: Partial<ExperimentConfig>): void {
    const asked = withConsequences(useExperiment.getState().config, values);
    this.#change(validate(asked, loadedTrainCount(asked.dataset)));
  }

  restoreDefaults(): void {
    this.#change({ config: DEFAULTS, messages: [] });
  }

  /** Gives up the changes that wait for `apply`. */
  discard(): void {
    this.#dispatch({ kind: 'discard', run: runNow() });
  }

  /** Starts again from step 0 with what the form shows; continues training if it was training. */
  apply(): void {
    this.#dispatch({ kind: 'apply', run: runNow() });
  }

  /** Uses the user's own images; if they cannot be read, the previous run stays. @returns whether the run is ready */
  trainOnOwn(files: OwnFile[]): Promise<boolean> {
    const asked = validate(withConsequences(useExperiment.getState().config, { dataset: 'own' }));
    return this.#prepared({ kind: 'useOwnImages', asked, files });
  }

  /** Continues a kept run; the current one is kept. @returns whether the run is ready */
  async openKept(summary: RunSummary, config: ExperimentConfig): Promise<boolean> {
    const { id, name, step, datasetFingerprint: images } = summary;
    if (config.dataset === 'own' && !this.#own.known) {
      reportProblem(problemsText.ownNotLoaded(name));
      return false;
    }
    const notice = sessionText.opened(name, step);
    return this.#prepared({ kind: 'openKept', id, config, images, notice, run: runNow() });
  }

  /** Continues the current student as this experiment, at a larger picture size. @returns whether the run is ready */
  fineTune(config: ExperimentConfig): Promise<boolean> {
    return this.#prepared({ kind: 'fineTune', config, run: runNow() });
  }

  /** Pixels of the user's own picture. @throws ProblemError `bad-file` */
  readPicture(file: OwnFile): Promise<Picture> {
    return this.#client.request('readPicture', { file });
  }

  /** @throws ProblemError if it cannot be measured */
  measure(ask: Ask<'benchmark'>): Promise<GpuReport> {
    return asTask(this.#client, 'benchmark', ask, sessionText.measuring);
  }

  link(): string {
    return linkTo(useExperiment.getState().config);
  }

  #change(asked: Validated): void {
    this.#dispatch({ kind: 'change', asked, run: runNow() });
  }

  /** @returns whether the preparation that the event asks for has led to a run */
  #prepared(event: PreparationEvent): Promise<boolean> {
    return new Promise((resolve) => {
      this.#onSettled.set(this.#state.lastId + 1, resolve);
      this.#dispatch(event);
    });
  }

  #dispatch(event: PreparationEvent): void {
    const [state, effects] = preparationReducer(this.#state, event);
    this.#state = state;
    const { startup, running } = state;
    useSession.setState(({ slow }) => ({ startup, running, slow: slow && startup === 'starting' }));
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: PreparationEffect) {
    switch (effect.kind) {
      case 'start':
        return this.#answering(effect.id, () => this.#start(effect.id));
      case 'load':
        return this.#answering(effect.id, (abort) => this.#load(effect, abort));
      case 'build':
        return this.#answering(effect.id, (abort) => this.#build(effect, abort));
      case 'restoreView':
        return this.#answering(effect.id, () => this.#restoreView(effect.id));
      case 'cancel':
        if (this.#abort?.id === effect.id) this.#abort.controller.abort();
        return;
      case 'settle':
        this.#onSettled.get(effect.id)?.(effect.ready);
        this.#onSettled.delete(effect.id);
        return;
      case 'live':
        void this.#send('live', { values: effect.values });
        return;
      case 'playOn':
        void this.#send('play', {});
        return;
      case 'command':
        void this.#command(effect.command);
        return;
      case 'adopt':
        return adoptRun(effect.built);
      case 'dropRun':
        return useSession.setState({ built: null, status: IDLE });
      case 'showRecovering':
        return useSession.setState(({ status }) => ({ backend: null, status: { ...status, phase: 'recovering' } }));
      case 'showIdle':
        return useSession.setState({ backend: null, status: IDLE });
      case 'show':
        useExperiment.setState(effect.shown);
        return showInAddress(effect.shown.config);
      case 'startPause':
        this.#pause = setTimeout(() => this.#dispatch({ kind: 'pauseOver', run: runNow() }), FOLLOW_MS);
        return;
      case 'stopPause':
        return clearTimeout(this.#pause);
      case 'notice':
        return useSession.setState({ notice: effect.text });
      case 'report':
        return reportProblem(effect.problem);
    }
  }

  /** Part of a preparation: what it answers, or why it fails, is the next event. */
  #answering(id: number, work: (abort: AbortController) => Promise<PreparationEvent>): void {
    if (this.#abort?.id !== id) this.#abort = { id, controller: new AbortController() };
    work(this.#abort.controller).then(
      (answer) => this.#dispatch(answer),
      (error: unknown) => this.#dispatch({ kind: 'failed', id, problem: problemOf(error) }),
    );
  }

  async #start(id: number): Promise<PreparationEvent> {
    const ask = { backend: 'auto', baseUrl: document.baseURI, page: pageName() } as const;
    const backend = await this.#client.request('start', ask);
    useSession.setState({ backend });
    return { kind: 'started', id, backend };
  }

  /** Loads the images of the experiment; own pictures at the size of the student. Images that are loaded already stay. */
  async #load(
    { id, preparation, reload }: { id: number; preparation: Preparation; reload: boolean },
    abort: AbortController,
  ): Promise<PreparationEvent> {
    const { config, files, images } = preparation;
    const { dataset, imageSize } = config;
    const { card: before } = useSession.getState();
    const own = dataset === 'own' ? this.#own.ask(imageSize, files, images) : null;
    if (before?.about.id === dataset && (!own || this.#own.isLoaded(own)) && !reload)
      return { kind: 'loaded', id, trainCount: before.trainCount, fresh: false };
    const card = await asTask(this.#client, 'loadDataset', { dataset, ...own }, sessionText.loading, abort);
    if (own) this.#own.setLoaded(own, card.fingerprint);
    useSession.setState({ card });
    return { kind: 'loaded', id, trainCount: card.trainCount, fresh: true };
  }

  async #build({ id, ask }: { id: number; ask: Ask<'configure'> }, abort: AbortController): Promise<PreparationEvent> {
    useObservation.getState().clear();
    return { kind: 'built', id, built: await asTask(this.#client, 'configure', ask, sessionText.building, abort) };
  }

  async #restoreView(id: number): Promise<PreparationEvent> {
    const { stepsPerSecond } = useSession.getState();
    if (stepsPerSecond !== null) await this.#send('speed', { stepsPerSecond });
    if (this.#probes) await this.#send('probes', { indices: this.#probes });
    return { kind: 'viewRestored', id };
  }

  async #command(command: 'play' | 'pause' | 'step' | 'reset'): Promise<void> {
    if (command === 'pause') return void (await this.#send('pause', {}));
    if (command === 'reset' || (command === 'play' && useSession.getState().status.phase === 'finished')) {
      useSession.setState({ notice: null });
      useObservation.getState().clear();
      const built = await this.#send('reset', {});
      if (built) adoptRun(built);
    }
    if (command === 'reset') return;
    useSession.setState({ notice: null });
    await this.#send(command, {});
  }

  /** A request whose failure is shown to the user. @returns undefined if it failed */
  async #send<K extends RequestKind>(kind: K, ask: Ask<K>): Promise<Answer<K> | undefined> {
    try {
      return await asTask(this.#client, kind, ask);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== 'worker-crashed' && problem.kind !== 'cancelled') reportProblem(problem);
      return undefined;
    }
  }
}

function runNow(): RunNow {
  return { begun: hasBegun(), playing: isPlaying(), images: useSession.getState().card?.fingerprint };
}

export const controller = new RunController(client);
