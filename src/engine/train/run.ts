import { type ExperimentConfig, type LiveValues, learnsFromTeacher, liveOf } from '../../experiment/config';
import type { ImageDataset } from '../data/dataset';
import { overwrite } from '../gpu/overwrite';
import { emptyPool } from '../gpu/pool';
import { ResidentImages } from '../kernels/gatherBatch';
import { resizedWeights } from '../models/resizedWeights';
import type { Teacher } from '../models/teacher';
import type { ProbeReading } from './attentionProbe';
import {
  CHECKPOINT_VERSION,
  type Checkpoint,
  type EvaluationRecord,
  isFiniteCheckpoint,
  type MetricTable,
  type RunBefore,
} from './checkpoint';
import { RunHistory } from './history';
import { type Look, lookAt } from './look';
import { LookPace } from './lookPace';
import { nonFinite } from './nonFinite';
import { gpuDone, nextTask, now, sleep } from './pacing';
import { RunProbes } from './runProbes';
import { StepNumbers } from './stepNumbers';
import { type TestAnswers, TestEvaluator } from './testEvaluator';
import { Throughput } from './throughput';
import { Trainer } from './trainer';

/** Steps that may be on their way to the GPU, so that Pause answers at once. */
const IN_FLIGHT = 2;
/** Milliseconds between two reports of each kind. */
const METRICS_EVERY = 100;
const LOOK_EVERY = 250;
const SNAPSHOT_EVERY = 5000;
/** A snapshot takes at most this share of the time, however large the model. */
const SNAPSHOT_SHARE = 0.05;
/** Test images of an evaluation while training, unless told otherwise; the last one takes all. */
const EVALUATION_IMAGES = 1000;

export interface RunEvents {
  metrics(table: MetricTable): void;
  evaluation(record: EvaluationRecord): void;
  look(look: Look): void;
  attention(step: number, probes: readonly number[], reading: ProbeReading): void;
  /** A snapshot that is known to be good. */
  snapshot(checkpoint: Checkpoint): void;
  progress(): void;
}

/** A training run that can be played, paused, stepped, reset, looked into and restored. */
export class Run {
  readonly trainer: Trainer;
  readonly history = new RunHistory();
  readonly probes: RunProbes;
  /** What it is fine-tuned from; null where it began with the weights of the seed. */
  readonly before: RunBefore | null;
  live: LiveValues;
  /** Null is full speed. */
  stepsPerSecond: number | null = null;
  /** Test images of an evaluation while training, and of the last one. */
  evaluationImages = EVALUATION_IMAGES;
  lastEvaluationImages = Number.POSITIVE_INFINITY;
  /** Milliseconds between two reports of the steps' numbers. */
  metricsEvery = METRICS_EVERY;
  /** Milliseconds between two looks at the batch and the probes while it plays, or more where these cost too much. */
  lookEvery = LOOK_EVERY;
  /** Images a second over the last seconds. */
  imagesPerSecond = 0;

  readonly #dataset: ImageDataset;
  readonly #events: RunEvents;
  readonly #train: ResidentImages;
  readonly #test: ResidentImages;
  readonly #evaluator: TestEvaluator;
  readonly #numbers: StepNumbers;
  #initial: Map<string, Float32Array> | null = null;
  #wanted = false;
  #loop: Promise<void> | null = null;
  /** A single step on its way. */
  #single: Promise<void> | null = null;
  #lastGood: Checkpoint | null = null;
  #disposed = false;

  /**
   * @param before what it is fine-tuned from: its weights, with the position embedding resized, are those to begin with
   * @throws ProblemError `bad-file` when these are not of the student that it says
   */
  constructor(
    config: ExperimentConfig,
    dataset: ImageDataset,
    teacher: Teacher | null,
    events: RunEvents,
    before: RunBefore | null = null,
  ) {
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    const shape = before && { ...config, imageSize: before.config.imageSize };
    const initial = shape && resizedWeights(before.parameters, shape, data, config.imageSize);
    this.before = before;
    this.#dataset = dataset;
    this.#events = events;
    this.live = liveOf(config);
    const { height, width, channels, mean, std } = dataset;
    const about = { height, width, channels, mean, std };
    this.#train = new ResidentImages(dataset.train.images, { ...about, count: dataset.train.count });
    this.#test = new ResidentImages(dataset.test.images, { ...about, count: dataset.test.count });
    this.trainer = new Trainer(config, dataset, this.#train, learnsFromTeacher(config.distillation) ? teacher : null, {
      initial,
    });
    this.probes = new RunProbes(this.trainer, teacher, this.#test, dataset, events.attention);
    this.#evaluator = new TestEvaluator(this.trainer.student, this.trainer.optimizer, teacher, this.#test, dataset);
    this.#numbers = new StepNumbers(this.trainer, this.history, events.metrics);
  }

  get finished(): boolean {
    return this.trainer.step >= this.trainer.totalSteps;
  }

  /** Whether the evaluation that ends a run is still to be made: it was interrupted in it. */
  get owesLastEvaluation(): boolean {
    return this.finished && this.history.evaluations.at(-1)?.step !== this.trainer.step;
  }

  get playing(): boolean {
    return this.#wanted;
  }

  /** Steps between two evaluations. */
  get evaluateEvery(): number {
    return Math.min(200, Math.max(50, this.trainer.stepsPerEpoch));
  }

  /** Keeps the initial weights for Reset. Call once, before the first step or restore. */
  async start(): Promise<ReadonlyMap<string, Float32Array>> {
    this.#initial ??= await this.trainer.student.parameters.toArrays();
    return this.#initial;
  }

  /** Trains until paused, finished or broken. Resolves when it stopped; rejects with `non-finite` or a device's error. */
  play(): Promise<void> {
    this.#wanted = true;
    this.#loop ??= this.#loopSteps().finally(() => {
      this.#loop = null;
      this.#wanted = false;
    });
    return this.#loop;
  }

  /** Stops after the steps in flight and reports everything up to there. */
  async pause(): Promise<void> {
    this.#wanted = false;
    await this.#loop?.catch(() => undefined);
    await this.#single?.catch(() => undefined);
  }

  /** One step, reported at once. */
  async stepOnce(): Promise<void> {
    await this.pause();
    if (this.finished) return;
    const single = this.#oneStep().finally(() => {
      if (this.#single === single) this.#single = null;
    });
    this.#single = single;
    await single;
  }

  async #oneStep(): Promise<void> {
    this.#stepNow();
    await this.#report();
    await this.#afterStep();
  }

  /** Back to the same initial weights. */
  async reset(): Promise<void> {
    await this.pause();
    this.trainer.student.parameters.load(await this.start());
    this.trainer.optimizer.reset();
    this.trainer.step = 0;
    this.history.replace(new RunHistory().table(), []);
    this.probes.tokens.replace([]);
    this.probes.album.replace([]);
    this.#numbers.restart();
    this.#lastGood = null;
    this.live = liveOf(this.trainer.config);
  }

  /** The run as it is now. */
  async checkpoint(): Promise<Checkpoint> {
    await this.#numbers.readAll();
    const { trainer } = this;
    const step = trainer.step;
    const [parameters, moments] = await Promise.all([trainer.student.parameters.toArrays(), trainer.optimizer.state()]);
    return {
      version: CHECKPOINT_VERSION,
      config: { ...trainer.config, ...this.live },
      datasetFingerprint: this.#dataset.fingerprint,
      step,
      parameters,
      moments,
      metrics: this.history.table(),
      evaluations: [...this.history.evaluations],
      tokens: [...this.probes.tokens.records],
      album: [...this.probes.album.moments],
      before: this.before,
    };
  }

  /** Goes on from a checkpoint of this experiment. */
  async restore(checkpoint: Checkpoint): Promise<void> {
    await this.start();
    this.trainer.student.parameters.load(checkpoint.parameters);
    this.trainer.optimizer.load(checkpoint.moments);
    this.trainer.step = checkpoint.step;
    this.live = liveOf(checkpoint.config);
    this.history.replace(checkpoint.metrics, checkpoint.evaluations);
    this.probes.tokens.replace(checkpoint.tokens);
    this.probes.album.replace(checkpoint.album);
    this.#numbers.restart(checkpoint.metrics.learningRate);
    this.#lastGood = checkpoint;
  }

  /** Accuracy by every way of inference on a fixed part of the test split, or on all of it. */
  async evaluate(images = this.evaluationImages): Promise<EvaluationRecord> {
    const { trainer } = this;
    const step = trainer.step;
    const record = { step, epoch: step / trainer.stepsPerEpoch, ...(await this.#evaluator.evaluate(images)) };
    this.history.evaluations = [...this.history.evaluations.filter((other) => other.step !== step), record];
    if (!this.#disposed) this.#events.evaluation(record);
    return record;
  }

  /** What student and teacher answer for every test image. */
  answers(): Promise<TestAnswers> {
    return this.#evaluator.answers();
  }

  /** For diagnostics: makes one weight NaN, so that the recovery can be seen. */
  poison(): void {
    const { parameters } = this.trainer.student;
    const weight = parameters.get('head.bias');
    overwrite(weight, new Float32Array(weight.size).fill(Number.NaN));
  }

  /** For a lost device: stops without touching it. */
  abandon(): void {
    this.#disposed = true;
    this.#numbers.close();
    this.probes.abandon();
    this.#wanted = false;
  }

  dispose(): void {
    this.#disposed = true;
    this.#numbers.close();
    this.#wanted = false;
    this.probes.dispose();
    this.#evaluator.dispose();
    this.trainer.dispose();
    this.#train.dispose();
    this.#test.dispose();
    emptyPool();
  }

  async #loopSteps(): Promise<void> {
    const { trainer } = this;
    const inFlight: Promise<unknown>[] = [];
    const clock = new Throughput();
    let metricsAt = 0;
    const pace = new LookPace();
    let lookedAt = 0;
    let lookPause = this.lookEvery;
    let snapshotAt = now() + SNAPSHOT_EVERY;
    if (this.history.evaluations.length === 0) await this.evaluate();
    while (this.#wanted && !this.finished) {
      const begun = now();
      this.#stepNow();
      inFlight.push(gpuDone());
      if (inFlight.length >= IN_FLIGHT) await inFlight.shift();
      clock.count(trainer.batch);
      this.imagesPerSecond = clock.perSecond;

      const time = now();
      if (time - metricsAt > this.metricsEvery || this.#numbers.urgent) {
        metricsAt = time;
        // Normally not awaited: the numbers come while the next steps run. Only a ring about to overflow is waited for.
        const reading = this.#numbers.read();
        if (this.#numbers.urgent) await reading;
        else reading.catch(() => undefined);
        this.#events.progress();
      }
      this.#throwIfBroken();
      // A moment that is kept is a look like any other, and puts off the next.
      if (this.probes.due || time - lookedAt > lookPause) {
        await Promise.all(inFlight.splice(0));
        const alone = now();
        await this.#lookInPassing();
        lookedAt = now();
        const cost = pace.pauseAfter(lookedAt - alone, this.lookEvery);
        // In slow motion there is time enough.
        lookPause = this.stepsPerSecond === null ? cost : this.lookEvery;
      }
      if (time > snapshotAt) {
        await this.#takeSnapshot();
        snapshotAt = now() + Math.max(SNAPSHOT_EVERY, (now() - time) / SNAPSHOT_SHARE);
        clock.skip();
      }
      if (trainer.step % this.evaluateEvery === 0 && !this.finished) {
        await this.evaluate();
        clock.skip();
      }
      if (this.stepsPerSecond !== null) await this.#wait(1000 / this.stepsPerSecond - (now() - begun));
      else await nextTask();
    }
    await this.#report();
    await this.#afterStep();
  }

  /** In slow motion, waits in short pieces so that Pause and a change of speed answer at once. */
  async #wait(milliseconds: number): Promise<void> {
    const until = now() + milliseconds;
    while (this.#wanted && now() < until && this.stepsPerSecond !== null)
      await sleep(Math.min(50, Math.max(0, until - now())));
    await nextTask();
  }

  #stepNow(): void {
    this.trainer.run(this.live);
    this.#numbers.stepDone();
  }

  /** Everything that is known of the last step: terms, first image, attention. */
  async #report(): Promise<void> {
    await this.#numbers.readAll();
    this.#throwIfBroken();
    await this.#look();
    await this.probes.read();
    this.#events.progress();
  }

  async #afterStep(): Promise<void> {
    if (this.finished) await this.evaluate(this.lastEvaluationImages);
    await this.#takeSnapshot();
  }

  async #lookInPassing(): Promise<void> {
    try {
      await Promise.all([this.#look(), this.probes.read()]);
    } catch {
      // A lost device says so itself; a look in passing has nothing to add.
    }
  }

  async #look(): Promise<void> {
    const look = await lookAt(this.trainer);
    if (look && !this.#disposed) this.#events.look(look);
  }

  /** Once a loss was no number, it stops; `rewind` then goes back to the last good snapshot. @throws ProblemError `non-finite` */
  #throwIfBroken(): void {
    const step = this.#numbers.nonFiniteAt;
    if (step === null) return;
    this.#wanted = false;
    throw nonFinite(step, this.#lastGood?.step ?? 0, this.live.learningRate);
  }

  /** After `non-finite`: the last good snapshot, or the initial weights. @returns its step */
  async rewind(): Promise<number> {
    await this.pause();
    const live = this.live;
    const good = this.#lastGood;
    if (good) await this.restore(good);
    else await this.reset();
    // What the person set meanwhile stays set.
    this.live = live;
    return this.trainer.step;
  }

  /** A snapshot counts as good once all losses up to it were read and finite, and all its numbers are. */
  async #takeSnapshot(): Promise<void> {
    const checkpoint = await this.checkpoint();
    this.#throwIfBroken();
    if (this.#disposed || !isFiniteCheckpoint(checkpoint)) return;
    this.#lastGood = checkpoint;
    this.#events.snapshot(checkpoint);
  }
}
