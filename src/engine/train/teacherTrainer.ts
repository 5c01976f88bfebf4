import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../experiment/problem';
import { RandomStream } from '../../experiment/random';
import type { TeacherRecipe } from '../../experiment/teacherRecipe';
import { Augmenter, BatchOrder } from '../data/augment';
import type { ImageDataset } from '../data/dataset';
import { Repeated } from '../gpu/repeated';
import { distillationLoss, TERM } from '../kernels/distillationLoss';
import { ResidentImages } from '../kernels/gatherBatch';
import type { TeacherNetwork } from '../models/teacherNetwork';
import { architectureOf, teacherNetwork } from '../models/teachers';
import { AdamW } from '../optim/adamw';
import { learningRateAt } from '../optim/schedule';
import { ROW, rowStart, SCALAR, stepLength } from '../step/layout';
import { StepInputs } from '../step/stepInputs';
import { labelOfCrop } from './cropLabel';
import { accuracyOf, SplitRunner } from './evaluation';
import { gradientsOf } from './gradients';
import { MetricsRing } from './metricsRing';

/** One point of the teacher's curve: the loss of a step, and the test accuracy if it was measured there. */
export interface TeacherCurvePoint {
  /** Optimiser steps done. */
  step: number;
  loss: number;
  /** Top-1 on the test split, 0…1. */
  testAccuracy: number | null;
}

/** A training at one step. With the same recipe and data set it continues exactly as an uninterrupted one. */
export interface TeacherCheckpoint {
  recipe: TeacherRecipe;
  datasetFingerprint: string;
  /** Optimiser steps done. */
  step: number;
  parameters: Map<string, Float32Array>;
  /** AdamW's state, see `AdamW.state`. */
  moments: Float32Array;
}

/** Images of one forward pass of the evaluation. */
const EVALUATION_CHUNK = 100;
/** Trains a network on a data set's labels. A step never waits for the GPU. */
export class TeacherTrainer {
  readonly model: TeacherNetwork;
  readonly recipe: TeacherRecipe;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Optimiser steps done. */
  step = 0;

  readonly #dataset: ImageDataset;
  readonly #train: ResidentImages;
  readonly #test: ResidentImages;
  readonly #order: BatchOrder;
  readonly #shift: Augmenter;
  readonly #resized: Augmenter;
  readonly #kind: RandomStream;
  readonly #optimizer: AdamW;
  readonly #inputs: StepInputs;
  readonly #ring = new MetricsRing();
  readonly #program: Repeated<{ terms: tf.Tensor }>;
  readonly #evaluation: SplitRunner<{ logits: tf.Tensor }>;

  /** @param captured false runs every step through tfjs instead of replaying a capture, for comparison */
  constructor(recipe: TeacherRecipe, dataset: ImageDataset, captured = true) {
    this.recipe = recipe;
    this.#dataset = dataset;
    const { channels, classes, height } = dataset;
    const architecture = architectureOf(recipe, { channels, classes: classes.length }, height);
    this.model = teacherNetwork(architecture, recipe.seed);
    this.#train = new ResidentImages(dataset.train.images, { ...dataset, count: dataset.train.count });
    this.#test = new ResidentImages(dataset.test.images, { ...dataset, count: dataset.test.count });
    this.#order = new BatchOrder(recipe.seed, dataset.train.count, recipe.batchSize);
    this.stepsPerEpoch = this.#order.stepsPerEpoch;
    this.totalSteps = this.stepsPerEpoch * recipe.epochs;
    this.#shift = new Augmenter({ ...recipe, crop: 'shift' });
    this.#resized = new Augmenter({ ...recipe, crop: 'resized' });
    this.#kind = new RandomStream(recipe.seed, 'augment/kind');
    this.#optimizer = new AdamW(this.model.parameters.trainable, { weightDecay: recipe.weightDecay });
    this.#inputs = new StepInputs(stepLength(this.#order.batch, 0));
    this.#program = new Repeated(() => this.#compute(), captured);
    const chunk = Math.min(EVALUATION_CHUNK, dataset.test.count);
    this.#evaluation = new SplitRunner(this.#test, chunk, dataset.height, (images) => ({
      logits: tf.keep(this.model.logits(images)),
    }));
  }

  /** One optimiser step. */
  run(): void {
    this.#inputs.write(this.#values());
    this.#program.run();
    this.step++;
  }

  /** Losses of the last `count` steps, oldest first. @param count at most RING_SLOTS */
  async losses(count: number): Promise<TeacherCurvePoint[]> {
    const first = this.step - count;
    const rows = await this.#ring.read(first, count);
    return rows.map((terms, i) => ({ step: first + i + 1, loss: terms[TERM.total]!, testAccuracy: null }));
  }

  /** Dispatches and bytes of a captured step. */
  get cost() {
    return this.#program.cost;
  }

  /** Top-1 on the whole test split, 0…1. */
  async evaluate(): Promise<number> {
    const { count, labels } = this.#dataset.test;
    const { logits } = await this.#evaluation.run(Uint32Array.from({ length: count }, (_, i) => i));
    return accuracyOf(logits!, labels);
  }

  /** The training at its current step. */
  async checkpoint(): Promise<TeacherCheckpoint> {
    const { recipe, step } = this;
    const [parameters, moments] = await Promise.all([this.model.parameters.toArrays(), this.#optimizer.state()]);
    return { recipe, datasetFingerprint: this.#dataset.fingerprint, step, parameters, moments };
  }

  /** Continues from a checkpoint. @throws ProblemError `bad-file` if it is of another training; nothing changes then */
  restore({ recipe, datasetFingerprint, step, parameters, moments }: TeacherCheckpoint): void {
    const mine = JSON.stringify(this.recipe) === JSON.stringify(recipe);
    if (!mine || datasetFingerprint !== this.#dataset.fingerprint)
      throw new ProblemError('bad-file', 'The interrupted training has another recipe or data set.');
    this.model.parameters.load(parameters);
    this.#optimizer.load(moments);
    this.step = step;
  }

  /** Frees everything except the model, which the caller disposes. */
  dispose(): void {
    this.#program.dispose();
    this.#evaluation.dispose();
    this.#optimizer.dispose();
    this.#inputs.dispose();
    this.#ring.dispose();
    this.#train.dispose();
    this.#test.dispose();
  }

  #values(): Float32Array<ArrayBuffer> {
    const { height, width, train } = this.#dataset;
    const { recipe, step } = this;
    const values = new Float32Array(this.#inputs.values.length);
    const [correction1, correction2] = this.#optimizer.biasCorrections(step + 1);
    values[SCALAR.learningRate] = learningRateAt(step, recipe.learningRate, this.stepsPerEpoch, recipe);
    values[SCALAR.labelSmoothing] = recipe.labelSmoothing;
    values[SCALAR.biasCorrection1] = correction1;
    values[SCALAR.biasCorrection2] = correction2;
    values[SCALAR.ringSlot] = this.#ring.slotOf(step);
    this.#order.indices(step).forEach((index, b) => {
      const augmenter = this.#kind.uniform(step, b) < recipe.resizedShare ? this.#resized : this.#shift;
      const crop = augmenter.draw(height, width, step, b);
      const row = rowStart(b);
      values[row + ROW.index] = index;
      values[row + ROW.left] = crop.left;
      values[row + ROW.top] = crop.top;
      values[row + ROW.width] = crop.width;
      values[row + ROW.height] = crop.height;
      values[row + ROW.flip] = Number(crop.flip);
      values[row + ROW.label] = labelOfCrop(train, index, crop, height, width);
    });
    return values;
  }

  #compute(): { terms: tf.Tensor } {
    let terms: tf.Tensor | undefined;
    tf.tidy(() => {
      const images = this.#train.batch(this.#inputs, this.#order.batch, this.#dataset.height);
      const gradients = gradientsOf(this.model.parameters.trainable, () => {
        const heads = { cls: this.model.forwardTrain(images), dist: null, teacher: null };
        const strategy = { distillation: 'none', klNormalisation: 'batchmean' } as const;
        terms = tf.keep(distillationLoss(heads, strategy, this.#inputs));
        return tf.reshape(tf.slice(terms, TERM.total, 1), []);
      });
      this.#optimizer.update(gradients, this.#inputs);
      this.#ring.store(terms!, this.#inputs);
    });
    return { terms: terms! };
  }
}
