/** What a person can do, and what then happens between page and worker. */

import type { ExperimentConfig } from '../experiment/config';
import { DEFAULTS, isLive } from '../experiment/fields/table';
import { type Validated, validate } from '../experiment/fields/validate';
import { differences } from '../experiment/fields/values';
import { withConsequences, withMicroStudent } from '../experiment/presets';
import { Crashes, type Problem, problemOf } from '../experiment/problem';
import { problemsText } from '../sentences/problems';
import { sessionText } from '../sentences/session';
import type { WorkerClient } from '../worker/client';
import type {
  Answer,
  Ask,
  DatasetCard,
  GpuReport,
  OwnFile,
  Picture,
  RequestKind,
  Requests,
  RunSummary,
} from '../worker/protocol';
import { experimentIsNamed, followView, linkTo, openingExperiment, showInAddress } from './address';
import { asTask } from './asTask';
import { client } from './client';
import { receive } from './events';
import { type ExperimentState, useExperiment } from './experiment';
import { useObservation } from './observation';
import { OwnImages } from './ownImages';
import { pageName } from './pageName';
import type { Preparation, UnderWay } from './preparation';
import { adopt, hasBegun, isPlaying, pendingChanges, report, trainCountOf } from './runState';
import { IDLE, useSession } from './session';
import { withoutOwn } from './withoutOwn';

/** Of the worker, within a minute. */
const MAX_CRASHES = 3;

/** From here on the page says what to do about a slow start. */
const SLOW_START_MS = 15_000;
/** A run that has not begun follows the form after this pause. */
const FOLLOW_MS = 300;

export class RunController {
  readonly #client: WorkerClient;
  #opened = false;
  #preparing: UnderWay | null = null;
  /** Whether the latest preparation came to its end; never fails. */
  #prepared: Promise<boolean> = Promise.resolve(true);
  #followTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #crashes = new Crashes(MAX_CRASHES);
  readonly #own = new OwnImages();
  #probes: number[] | null = null;

  constructor(client: WorkerClient) {
    this.#client = client;
    client.subscribe(receive);
    client.onCrash(() => this.#restore());
  }

  /** From nothing to a run that can be played: the experiment of the address, and its kept run if this browser has one. */
  async open() {
    // React mounts twice while developing.
    if (this.#opened) return;
    this.#opened = true;
    followView();
    const named = experimentIsNamed();
    const opening = withoutOwn(openingExperiment());
    useExperiment.setState(opening);
    showInAddress(opening.config);
    setTimeout(() => useSession.setState(({ startup }) => ({ slow: startup === 'starting' })), SLOW_START_MS);
    window.addEventListener('hashchange', () => this.#hashChanged());
    const slow = await this.#slowness();
    // The form may have been used while the device was being asked for.
    const shown = useExperiment.getState().config;
    const onWebGl = slow === 'webgl' ? sessionText.onWebGl : undefined;
    if (slow && !named && shown === opening.config) {
      const config = withMicroStudent(shown);
      useExperiment.setState({ config });
      showInAddress(config);
      await this.#prepare({ config, resume: true, notice: onWebGl ?? sessionText.microOnSoftware });
    } else await this.#prepare({ config: shown, resume: true, notice: onWebGl });
  }

  /** Why it will be slow here; null where it will not. A device that cannot be had is told by `#prepare`. */
  async #slowness(): Promise<'processor' | 'webgl' | null> {
    await this.#start().catch(() => undefined);
    const { backend } = useSession.getState();
    if (backend?.backend === 'webgl') return 'webgl';
    return backend?.software ? 'processor' : null;
  }

  async #start() {
    if (useSession.getState().backend) return;
    const ask = { backend: 'auto', baseUrl: document.baseURI, page: pageName() } as const;
    useSession.setState({ backend: await this.#client.request('start', ask) });
  }

  #hashChanged() {
    const asked = openingExperiment();
    this.#ask(this.#own.known ? asked : withoutOwn(asked));
  }

  /** A finished run starts again from its initial weights. */
  async play() {
    if (!(await this.#arrived())) return;
    if (useSession.getState().status.phase === 'finished') await this.reset();
    useSession.setState({ notice: null });
    await this.#command('play', {});
  }

  pause() {
    if (this.#preparing) this.#preparing.play = false;
    return this.#command('pause', {});
  }

  togglePlay() {
    return isPlaying() ? this.pause() : this.play();
  }

  async step() {
    if (!(await this.#arrived())) return;
    useSession.setState({ notice: null });
    await this.#command('step', {});
  }

  async reset() {
    if (!(await this.#arrived())) return;
    useSession.setState({ notice: null });
    useObservation.getState().clear();
    const built = await this.#command('reset', {});
    if (built) adopt(built);
  }

  /** @param stepsPerSecond null is full speed */
  setSpeed(stepsPerSecond: number | null) {
    useSession.setState({ stepsPerSecond });
    return this.#command('speed', { stepsPerSecond });
  }

  chooseProbes(indices: number[]) {
    this.#probes = indices;
    return this.#command('probes', { indices });
  }

  fault(fault: Requests['fault']['ask']['fault']) {
    return this.#command('fault', { fault });
  }

  /** A change of the form. Live fields act at once; a run that has not begun follows; else the change waits for `apply`. */
  change(values: Partial<ExperimentConfig>) {
    const asked = withConsequences(useExperiment.getState().config, values);
    this.#ask(validate(asked, trainCountOf(asked.dataset)));
  }

  restoreDefaults() {
    this.#ask({ config: DEFAULTS, messages: [] });
  }

  /** Gives up what waits for `apply`. */
  discard() {
    const { running } = useSession.getState();
    if (running) this.#ask({ config: running, messages: [] });
  }

  /** Starts again from step 0 with what the form shows; goes on playing if it was. */
  apply() {
    return this.#prepare({ config: useExperiment.getState().config, resume: false, play: isPlaying() });
  }

  /** Uses the person's own images; what was there before stays if they cannot be read. */
  trainOnOwn(files: OwnFile[]) {
    const asked = validate(withConsequences(useExperiment.getState().config, { dataset: 'own' }));
    useExperiment.setState(asked);
    showInAddress(asked.config);
    return this.#prepare({ config: asked.config, resume: false, files });
  }

  /** Goes on with a kept run; the present one is kept. @returns whether it is there */
  async openKept({ id, name, step, datasetFingerprint }: RunSummary, config: ExperimentConfig): Promise<boolean> {
    if (config.dataset === 'own' && !this.#own.known) {
      report(problemsText.ownNotLoaded(name));
      return false;
    }
    const { running, card } = useSession.getState();
    const before = running && { config: running, play: isPlaying(), images: card?.fingerprint };
    useExperiment.setState({ config, messages: [] });
    showInAddress(config);
    const notice = sessionText.opened(name, step);
    return this.#prepare({ config, resume: false, kept: { id, before }, images: datasetFingerprint, notice });
  }

  /** Goes on with the present student as this experiment, at a larger picture size. @returns whether it is there */
  fineTune(config: ExperimentConfig): Promise<boolean> {
    useExperiment.setState({ config, messages: [] });
    showInAddress(config);
    const images = useSession.getState().card?.fingerprint;
    return this.#prepare({ config, resume: false, fineTune: true, play: true, images });
  }

  /** Pixels of a picture that somebody brought. @throws ProblemError `bad-file` */
  readPicture(file: OwnFile): Promise<Picture> {
    return this.#client.request('readPicture', { file });
  }

  /** @throws ProblemError what kept it from being measured */
  measure(ask: Ask<'benchmark'>): Promise<GpuReport> {
    return asTask(this.#client, 'benchmark', ask, sessionText.measuring);
  }

  link(): string {
    return linkTo(useExperiment.getState().config);
  }

  #ask(asked: ExperimentState) {
    useExperiment.setState(asked);
    showInAddress(asked.config);
    const { running, startup } = useSession.getState();
    this.#stopFollowing();
    if (running) this.#sendLive(running, asked.config);
    const coming = this.#preparing;
    // The first load goes on for all that is to be done with these images; other images take its place.
    if (startup === 'starting' && (!coming || coming.config.dataset === asked.config.dataset)) return;
    const differs = (config: ExperimentConfig | undefined) =>
      !config || pendingChanges(config, asked.config).length > 0;
    if (!differs(coming?.config ?? running ?? undefined)) return;
    // The run that is still there is wanted again.
    if (coming && !coming.loaded && running && !differs(running)) coming.abort.abort();
    else if (!hasBegun()) this.#followTimer = setTimeout(() => this.#follow(), FOLLOW_MS);
  }

  #stopFollowing() {
    clearTimeout(this.#followTimer);
    this.#followTimer = undefined;
  }

  #follow() {
    this.#stopFollowing();
    if (hasBegun()) return;
    // What this browser kept is given up only by somebody who has seen it.
    const resume = useSession.getState().startup === 'starting';
    void this.#prepare({ config: useExperiment.getState().config, resume });
  }

  /**
   * Play, Step and Reset mean the run that the form shows: one that is still to be built is waited for.
   * @returns whether it is there
   */
  async #arrived(): Promise<boolean> {
    for (let arrived = true; ; arrived = await this.#prepared) {
      if (this.#followTimer !== undefined) this.#follow();
      if (!this.#preparing) return arrived;
    }
  }

  #sendLive(running: ExperimentConfig, asked: ExperimentConfig) {
    const changed = differences(running, asked).flatMap(({ field }) => (isLive(field.key) ? [field.key] : []));
    if (changed.length === 0) return;
    const values: Partial<ExperimentConfig> = Object.fromEntries(changed.map((key) => [key, asked[key]]));
    useSession.setState({ running: { ...running, ...values } });
    void this.#command('live', { values });
  }

  /**
   * Takes the place of a preparation that is under way. What the worker holds is known only when that one has its answer:
   * it may have been too late to cancel.
   * @returns whether the worker now holds this experiment
   */
  #prepare(preparation: Preparation): Promise<boolean> {
    const before = this.#preparing;
    before?.abort.abort();
    this.#stopFollowing();
    const files = preparation.files ?? before?.files;
    const underWay = { ...preparation, files, abort: new AbortController(), loaded: false };
    this.#preparing = underWay;
    const prepared = this.#prepared.then(() => this.#prepareAlone(underWay));
    this.#prepared = prepared;
    return prepared;
  }

  async #prepareAlone(underWay: UnderWay): Promise<boolean> {
    const { config, resume, kept, fineTune = false, notice, abort } = underWay;
    const stale = () => this.#preparing !== underWay;
    if (stale()) return false;
    try {
      await this.#start();
      const { trainCount } = await this.#load(underWay);
      if (stale()) return false;
      underWay.loaded = true;
      const possible = validate(config, trainCount);
      useObservation.getState().clear();
      const before = useSession.getState().built?.before;
      const ask = { config: possible.config, resume, fineTune, ...(kept && { kept: kept.id }) };
      const built = await asTask(this.#client, 'configure', ask, sessionText.building, abort);
      if (stale()) return false;
      this.#preparing = null;
      adopt(built);
      const lost = resume && before && !built.before ? sessionText.beginningLost : null;
      const resumed = built.resumedAtStep === null ? null : sessionText.resumed(built.resumedAtStep);
      useSession.setState({ startup: 'ready', slow: false, notice: lost ?? notice ?? resumed });
      this.#adoptConfig(possible, config);
      await this.#restoreView();
      if (underWay.play) await this.#command('play', {});
      return true;
    } catch (error) {
      if (stale()) return false;
      this.#preparing = null;
      if (kept?.before && underWay.loaded) this.#goBack(problemOf(error), kept.before);
      else this.#prepareFailed(problemOf(error), config, underWay.loaded);
      return false;
    }
  }

  /** The data set of the experiment, in the worker; own pictures at the student's own size. @returns its card */
  async #load({ config: { dataset, imageSize }, reload, files, images, abort }: UnderWay): Promise<DatasetCard> {
    const { card: before } = useSession.getState();
    const own = dataset === 'own' ? this.#own.ask(imageSize, files, images) : null;
    if (before?.about.id === dataset && (!own || this.#own.isPresent(own)) && !reload) return before;
    const card = await asTask(this.#client, 'loadDataset', { dataset, ...own }, sessionText.loading, abort);
    if (own) this.#own.loaded(own, card.fingerprint);
    // The run on the images before is gone.
    useSession.setState({ card, running: null });
    return card;
  }

  /** The worker runs `possible`; the form shows it too, unless the person went on changing it. */
  #adoptConfig(possible: Validated, asked: ExperimentConfig) {
    useSession.setState({ running: possible.config });
    const shown = useExperiment.getState();
    if (shown.config !== asked) return this.#ask(shown);
    useExperiment.setState({ config: possible.config, messages: [...shown.messages, ...possible.messages] });
    showInAddress(possible.config);
  }

  /** What a new session of the worker does not know of the view. */
  async #restoreView() {
    const { stepsPerSecond } = useSession.getState();
    if (stepsPerSecond !== null) await this.#command('speed', { stepsPerSecond });
    if (this.#probes) await this.#command('probes', { indices: this.#probes });
  }

  #prepareFailed(problem: Problem, asked: ExperimentConfig, loaded: boolean) {
    // A crash is answered by `#restore`, a new preparation.
    if (problem.kind === 'worker-crashed') return;
    if (problem.kind !== 'cancelled') report(problem);
    const { running, backend } = useSession.getState();
    if (loaded || !backend) {
      // Nothing is built, so nothing runs: the next change of the form tries again.
      useSession.setState({ startup: 'failed', running: null, built: null, status: IDLE });
    } else if (running) {
      // The images could not be loaded; those before are still there.
      this.discard();
    } else if (asked.dataset !== 'shapes') {
      const instead = validate(withConsequences(asked, { dataset: 'shapes' }));
      const said = useExperiment.getState().messages;
      useExperiment.setState({ config: instead.config, messages: [...said, ...instead.messages] });
      showInAddress(instead.config);
      void this.#prepare({ config: instead.config, resume: true });
    } else {
      useSession.setState({ startup: 'failed' });
    }
  }

  /** A kept run could not be opened: the one before comes back. */
  #goBack(problem: Problem, before: Pick<Preparation, 'config' | 'play' | 'images'>) {
    if (problem.kind === 'worker-crashed') return;
    if (problem.kind !== 'cancelled') report(problem);
    useExperiment.setState({ config: before.config, messages: [] });
    showInAddress(before.config);
    void this.#prepare({ ...before, resume: true });
  }

  #restore() {
    const tooMany = this.#crashes.another();
    const { running, status, card } = useSession.getState();
    const play = isPlaying();
    useSession.setState({ backend: null, status: { ...status, phase: 'recovering' } });
    if (tooMany) {
      this.#preparing = null;
      useSession.setState({ startup: 'failed', status: IDLE });
      return report(problemsText.workerKeepsCrashing);
    }
    const config = running ?? useExperiment.getState().config;
    const notice = running ? sessionText.workerReplaced : undefined;
    void this.#prepare({ config, resume: true, play, reload: true, images: card?.fingerprint, notice });
  }

  /** A request whose failure is told to the person. @returns undefined where it failed */
  async #command<K extends RequestKind>(kind: K, ask: Ask<K>): Promise<Answer<K> | undefined> {
    try {
      return await asTask(this.#client, kind, ask);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== 'worker-crashed' && problem.kind !== 'cancelled') report(problem);
      return undefined;
    }
  }
}

export const controller = new RunController(client);
