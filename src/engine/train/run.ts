import { type ExperimentConfig, learnsFromTeacher } from '../../experiment/config';
import { type LiveValues, liveOf } from '../../experiment/fields/live';
import type { ImageDataset } from '../data/dataset';
import { overwrite } from '../gpu/overwrite';
import { emptyPool } from '../gpu/pool';
import { ResidentImages } from '../kernels/gatherBatch';
import { resizedWeights } from '../models/resizedWeights';
import type { Teacher } from '../models/teacher';
import type { ProbeReading } from './attentionProbe';
import { type BatchReadback, readBatch } from './batchReadback';
import {
  CHECKPOINT_VERSION,
  type Checkpoint,
  type EvaluationRecord,
  isFiniteCheckpoint,
  type MetricTable,
  type RunBefore,
} from './checkpoint';
import { RunHistory } from './history';
import { nonFinite } from './nonFinite';
import { type LoopSettings, runLoop } from './runLoop';
import { RunProbes } from './runProbes';
import { StepMetrics } from './stepMetrics';
import { TestEvaluator, type TestPredictions } from './testEvaluator';
import { Trainer } from './trainer';

/** Milliseconds between two reports of each kind. */
const METRICS_EVERY = 100;
const READBACK_EVERY = 250;
/** Test images of an evaluation during training by default. The last evaluation uses all. */
const EVALUATION_IMAGES = 1000;

export interface RunEvents {
  metrics(rows: MetricTable): void;
  evaluation(record: EvaluationRecord): void;
  batch(readback: BatchReadback): void;
  attention(step: number, probes: readonly number[], reading: ProbeReading): void;
  /** A snapshot without NaN, after steps without NaN. */
  snapshot(checkpoint: Checkpoint): void;
  progress(): void;
}

/** A training run that can be played, paused, stepped, reset, inspected and restored. */
export class Run implements LoopSettings {
  readonly trainer: Trainer;
  readonly history = new RunHistory();
  readonly probes: RunProbes;
  /** The run that this one is fine-tuned from; null if it starts with the weights of the seed. */
  readonly before: RunBefore | null;
  live: LiveValues;
  stepsPerSecond: number | null = null;
  metricsEvery = METRICS_EVERY;
  readbackEvery = READBACK_EVERY;
  /** Test images of an evaluation during training, and of the last one. */
  evaluationImages = EVALUATION_IMAGES;
  finalEvaluationImages = Number.POSITIVE_INFINITY;
  /** Images per second over the last seconds. */
  imagesPerSecond = 0;

  readonly #dataset: ImageDataset;
  readonly #events: RunEvents;
  readonly #train: ResidentImages;
  readonly #test: ResidentImages;
  readonly #evaluator: TestEvaluator;
  readonly #metrics: StepMetrics;
  #initial: Map<string, Float32Array> | null = null;
  #wanted = false;
  #loop: Promise<void> | null = null;
  /** The single step in flight. */
  #single: Promise<void> | null = null;
  #lastGood: Checkpoint | null = null;
  #disposed = false;

  /**
   * @param before the run to fine-tune: its weights, with the position embedding resized, are the initial weights
   * @throws ProblemError `bad-file` if those weights do not fit their student
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
    this.#metrics = new StepMetrics(this.trainer, this.history, events.metrics);
  }

  get finished(): boolean {
    return this.trainer.step >= this.trainer.totalSteps;
  }

  /** Whether the run was interrupted during its last evaluation, so that the evaluation is still missing. */
  get lacksFinalEvaluation(): boolean {
    return this.finished && this.history.evaluations.at(-1)?.step !== this.trainer.step;
  }

  get playing(): boolean {
    return this.#wanted;
  }

  /** Steps between two evaluations. */
  get evaluateEvery(): number {
    return Math.min(200, Math.max(50, this.trainer.stepsPerEpoch));
  }

  /** Saves the initial weights for `reset` and returns them by name. Call it before the first step. */
  async start(): Promise<ReadonlyMap<string, Float32Array>> {
    this.#initial ??= await this.trainer.student.parameters.toArrays();
    return this.#initial;
  }

  /** Trains until the run is paused or finished. @throws ProblemError `non-finite`; the error of a lost device */
  play(): Promise<void> {
    this.#wanted = true;
    this.#loop ??= this.#loopSteps().finally(() => {
      this.#loop = null;
      this.#wanted = false;
    });
    return this.#loop;
  }

  /** Stops after the steps in flight and reports all of them. */
  async pause(): Promise<void> {
    this.#wanted = false;
    await this.#loop?.catch(() => undefined);
    await this.#single?.catch(() => undefined);
  }

  /** Trains one step and reports it at once. */
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

  /** Returns to the initial weights. */
  async reset(): Promise<void> {
    await this.pause();
    this.trainer.student.parameters.load(await this.start());
    this.trainer.optimizer.reset();
    this.trainer.step = 0;
    this.history.replace(new RunHistory().table(), []);
    this.probes.tokens.replace([]);
    this.probes.moments.replace([]);
    this.#metrics.restart();
    this.#lastGood = null;
    this.live = liveOf(this.trainer.config);
  }

  /** The run as it is now. */
  async checkpoint(): Promise<Checkpoint> {
    await this.#metrics.readAll();
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
      album: [...this.probes.moments.records],
      before: this.before,
    };
  }

  /** Continues from a checkpoint of this experiment. */
  async restore(checkpoint: Checkpoint): Promise<void> {
    await this.start();
    this.trainer.student.parameters.load(checkpoint.parameters);
    this.trainer.optimizer.load(checkpoint.moments);
    this.trainer.step = checkpoint.step;
    this.live = liveOf(checkpoint.config);
    this.history.replace(checkpoint.metrics, checkpoint.evaluations);
    this.probes.tokens.replace(checkpoint.tokens);
    this.probes.moments.replace(checkpoint.album);
    this.#metrics.restart(checkpoint.metrics.learningRate);
    this.#lastGood = checkpoint;
  }

  /** Evaluates every way of inference on a fixed part of the test split, or on all of it. @param images limit of the part */
  async evaluate(images = this.evaluationImages): Promise<EvaluationRecord> {
    const { trainer } = this;
    const step = trainer.step;
    const record = { step, epoch: step / trainer.stepsPerEpoch, ...(await this.#evaluator.evaluate(images)) };
    this.history.evaluations = [...this.history.evaluations.filter((other) => other.step !== step), record];
    if (!this.#disposed) this.#events.evaluation(record);
    return record;
  }

  /** The classes that student and teacher predict for every test image. */
  predictions(): Promise<TestPredictions> {
    return this.#evaluator.predictions();
  }

  /** For diagnostics: makes the head's bias NaN, to show how the run recovers. */
  poison(): void {
    const { parameters } = this.trainer.student;
    const weight = parameters.get('head.bias');
    overwrite(weight, new Float32Array(weight.size).fill(Number.NaN));
  }

  /** Stops after the device was lost, without using it. */
  abandon(): void {
    this.#disposed = true;
    this.#metrics.close();
    this.probes.abandon();
    this.#wanted = false;
  }

  dispose(): void {
    this.#disposed = true;
    this.#metrics.close();
    this.#wanted = false;
    this.probes.dispose();
    this.#evaluator.dispose();
    this.trainer.dispose();
    this.#train.dispose();
    this.#test.dispose();
    emptyPool();
  }

  async #loopSteps(): Promise<void> {
    if (this.history.evaluations.length === 0) await this.evaluate();
    await runLoop({
      settings: this,
      metrics: this.#metrics,
      batch: this.trainer.batch,
      continues: () => this.#wanted && !this.finished,
      momentDue: () => this.probes.due,
      evaluationDue: () => this.trainer.step % this.evaluateEvery === 0 && !this.finished,
      step: () => this.#stepNow(),
      throwIfBroken: () => this.#throwIfBroken(),
      speed: (imagesPerSecond) => {
        this.imagesPerSecond = imagesPerSecond;
      },
      progress: () => this.#events.progress(),
      readBack: () => this.#readBackInPassing(),
      takeSnapshot: () => this.#takeSnapshot(),
      evaluate: () => this.evaluate(),
    });
    await this.#report();
    await this.#afterStep();
  }

  #stepNow(): void {
    this.trainer.run(this.live);
    this.#metrics.stepDone();
  }

  /** Reports the last step: metrics, first image, attention. */
  async #report(): Promise<void> {
    await this.#metrics.readAll();
    this.#throwIfBroken();
    await this.#readBatch();
    await this.probes.read();
    this.#events.progress();
  }

  async #afterStep(): Promise<void> {
    if (this.finished) await this.evaluate(this.finalEvaluationImages);
    await this.#takeSnapshot();
  }

  async #readBackInPassing(): Promise<void> {
    try {
      await Promise.all([this.#readBatch(), this.probes.read()]);
    } catch {
      // A lost device is reported by its own event.
    }
  }

  async #readBatch(): Promise<void> {
    const readback = await readBatch(this.trainer);
    if (readback && !this.#disposed) this.#events.batch(readback);
  }

  /** Stops the run after a NaN loss. `rewind` then returns to the last good snapshot. @throws ProblemError `non-finite` */
  #throwIfBroken(): void {
    const step = this.#metrics.nonFiniteAt;
    if (step === null) return;
    this.#wanted = false;
    throw nonFinite(step, this.#lastGood?.step ?? 0, this.live.learningRate);
  }

  /** Returns to the last good snapshot, or to the initial weights, after `non-finite`. @returns the step */
  async rewind(): Promise<number> {
    await this.pause();
    const live = this.live;
    const good = this.#lastGood;
    if (good) await this.restore(good);
    else await this.reset();
    // Keeps the live values that the user has set.
    this.live = live;
    return this.trainer.step;
  }

  /** A snapshot is good if all losses up to it have been read and are finite, and all its weights are finite. */
  async #takeSnapshot(): Promise<void> {
    const checkpoint = await this.checkpoint();
    this.#throwIfBroken();
    if (this.#disposed || !isFiniteCheckpoint(checkpoint)) return;
    this.#lastGood = checkpoint;
    this.#events.snapshot(checkpoint);
  }
}
