import * as tf from '@tensorflow/tfjs-core';
import type { ExperimentConfig } from '../../experiment/config';
import type { LiveValues } from '../../experiment/fields/live';
import { BatchOrder } from '../data/augment';
import type { ImageDataset } from '../data/dataset';
import { type GivenLabels, givenLabels } from '../data/labels';
import type { Mixing } from '../data/mixing';
import { Repeated } from '../gpu/repeated';
import { distillationLoss, TERM } from '../kernels/distillationLoss';
import type { ResidentImages } from '../kernels/gatherBatch';
import { type BranchScale, Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import { AdamW } from '../optim/adamw';
import { averageDecay } from '../optim/average';
import { learningRateAt } from '../optim/schedule';
import { partnerOf, ROW, ROW_WIDTH, rowStart, SCALAR, SCALARS, stepLength } from '../step/layout';
import { StepInputs } from '../step/stepInputs';
import { BatchAugmenter, type PictureAugmentation } from './batchAugmenter';
import { gradientsOf } from './gradients';
import { MetricsRing } from './metricsRing';
import { StochasticDepth } from './stochasticDepth';

/** How one step augmented and labelled the first image of its batch, for the page. */
export interface StepRecord {
  step: number;
  index: number;
  /** The true class. */
  label: number;
  /** The label that the student learns from, which may be wrong (label noise); null for an unlabelled image. */
  given: number | null;
  augmentation: PictureAugmentation;
  /** How the image was mixed, with the true and the given label of its partner; null without mixing. */
  mixed: (Mixing & { label: number; given: number | null }) | null;
  learningRate: number;
  live: LiveValues;
}

export interface TrainerOptions {
  /** False runs every step through tfjs instead of replaying a capture, for comparison. */
  captured?: boolean;
  /** Initial weights by parameter name; without them the weights are drawn from the seed. */
  initial?: ReadonlyMap<string, Float32Array> | null;
}

/** Number of training images that an experiment uses. @param count images of the training split */
export function usedTrainImages({ trainImages }: ExperimentConfig, count: number): number {
  return trainImages > 0 ? Math.min(trainImages, count) : count;
}

/**
 * One student with its optimiser and batches. A step gathers and augments the batch, runs teacher and student, computes both losses
 * and the gradients, updates the weights in place (AdamW) and stores the loss terms in the ring. Everything that varies from step
 * to step goes through the step inputs.
 */
export class Trainer {
  readonly config: ExperimentConfig;
  readonly student: Deit;
  readonly ring = new MetricsRing();
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Optimiser steps done. */
  step = 0;
  /** The last step's first image; null before the first step. */
  last: StepRecord | null = null;

  readonly #dataset: ImageDataset;
  readonly #images: ResidentImages;
  readonly #labels: GivenLabels;
  readonly #teacher: Teacher | null;
  readonly #optimizer: AdamW;
  readonly #inputs: StepInputs;
  readonly #order: BatchOrder;
  readonly #augmenter: BatchAugmenter;
  readonly #depth: StochasticDepth;
  readonly #program: Repeated<StepOutputs>;

  /** @param images the training split, resident on the GPU */
  constructor(
    config: ExperimentConfig,
    dataset: ImageDataset,
    images: ResidentImages,
    teacher: Teacher | null,
    { captured = true, initial = null }: TrainerOptions = {},
  ) {
    this.config = config;
    this.#dataset = dataset;
    this.#images = images;
    this.#teacher = teacher;
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    this.student = new Deit(config, data, initial ? (name) => initial.get(name)! : config.seed);
    this.#optimizer = new AdamW(this.student.parameters.trainable, {
      weightDecay: config.weightDecay,
      averaged: config.ema > 0,
    });
    const count = usedTrainImages(config, dataset.train.count);
    this.#labels = givenLabels(dataset.train.labels.subarray(0, count), dataset.classes.length, config);
    this.#order = new BatchOrder(config.seed, count, config.batchSize, config.repeats);
    this.batch = this.#order.batch;
    this.stepsPerEpoch = this.#order.stepsPerEpoch;
    this.totalSteps = this.stepsPerEpoch * config.epochs;
    this.#augmenter = new BatchAugmenter(config);
    this.#depth = new StochasticDepth(config);
    this.#inputs = new StepInputs(stepLength(this.batch, this.#depth.branches));
    this.#program = new Repeated(() => this.#compute(), captured);
  }

  /** Runs one step with these live values, without waiting for the GPU. */
  run(live: LiveValues): void {
    this.#inputs.write(this.#values(live));
    this.#program.run();
    this.step++;
  }

  /** Tensors of the last step: the batch, the logits of both heads and the teacher, the loss terms. */
  get outputs(): StepOutputs {
    return this.#program.outputs;
  }

  /** Dispatches and bytes of a captured step. */
  get cost() {
    return this.#program.cost;
  }

  /** The captured step's dispatches, so that each can be timed alone. */
  get programs() {
    return this.#program.programs;
  }

  get optimizer(): AdamW {
    return this.#optimizer;
  }

  dispose(): void {
    this.#program.dispose();
    this.#optimizer.dispose();
    this.#inputs.dispose();
    this.ring.dispose();
    this.student.dispose();
  }

  #values(live: LiveValues): Float32Array<ArrayBuffer> {
    const { height, width, train } = this.#dataset;
    const values = new Float32Array(this.#inputs.values.length);
    const learningRate = learningRateAt(this.step, live.learningRate, this.stepsPerEpoch, this.config);
    const [correction1, correction2] = this.#optimizer.biasCorrections(this.step + 1);
    values[SCALAR.learningRate] = learningRate;
    values[SCALAR.tau] = live.tau;
    values[SCALAR.lambda] = live.lambda;
    values[SCALAR.labelSmoothing] = live.labelSmoothing;
    values[SCALAR.teacherSmoothing] = live.teacherSmoothing;
    values[SCALAR.biasCorrection1] = correction1;
    values[SCALAR.biasCorrection2] = correction2;
    values[SCALAR.ringSlot] = this.ring.slotOf(this.step);
    values[SCALAR.averageShare] = 1 - averageDecay(this.config.ema, this.step + 1);
    const mixing = this.#augmenter.writeBatch(values, this.step);
    const indices = this.#order.indices(this.step);
    indices.forEach((index, b) => {
      const augmentation = this.#augmenter.writePicture(values, this.step, b, height, width);
      const row = rowStart(b);
      const given = this.#given(index);
      values[row + ROW.index] = index;
      values[row + ROW.label] = given ?? 0;
      values[row + ROW.unlabelled] = Number(given === null);
      if (b > 0) return;
      const label = train.labels[index]!;
      const partner = indices[partnerOf(0, this.batch)]!;
      const mixed = mixing && { ...mixing, label: train.labels[partner]!, given: this.#given(partner) };
      this.last = { step: this.step, index, label, given, augmentation, mixed, learningRate, live: { ...live } };
    });
    for (let branch = 0; branch < this.#depth.branches; branch++)
      this.#depth.write(values, this.#branchStart(branch), branch, this.step, this.batch);
    return values;
  }

  /** The label that the student learns from an image; null for an unlabelled image. */
  #given(index: number): number | null {
    return index < this.#labels.labelled ? this.#labels.labels[index]! : null;
  }

  #branchStart(branch: number): number {
    return SCALARS + this.batch * (ROW_WIDTH + branch);
  }

  #compute(): StepOutputs {
    let outputs: StepOutputs | undefined;
    tf.tidy(() => {
      const { distillation } = this.config;
      const images = this.#images.batch(this.#inputs, this.batch, this.config.imageSize, this.#augmenter.making);
      const teacher = this.#teacher?.logits(images) ?? null;
      const branchScale: BranchScale = (branch) => ({
        values: this.#inputs.tensor,
        start: this.#branchStart(branch),
      });
      const forward: { cls?: tf.Tensor; dist?: tf.Tensor; terms?: tf.Tensor } = {};
      // Without a second term nothing trains the distillation head, not even weight decay (as in PyTorch).
      const trained = this.student.parameters.trainable.filter(
        ({ name }) => distillation !== 'none' || !name.startsWith('head_dist.'),
      );
      const gradients = gradientsOf(trained, () => {
        const heads = this.student.forward(images, this.#depth.branches > 0 ? { branchScale } : {});
        forward.cls = tf.keep(heads.cls);
        if (heads.dist) forward.dist = tf.keep(heads.dist);
        const dist = distillation === 'none' ? null : heads.dist;
        forward.terms = tf.keep(distillationLoss({ cls: heads.cls, dist, teacher }, this.config, this.#inputs));
        return tf.reshape(tf.slice(forward.terms, TERM.total, 1), []);
      });
      this.#optimizer.update(gradients, this.#inputs);
      this.ring.store(forward.terms!, this.#inputs);
      outputs = {
        images: tf.keep(images),
        teacher: teacher && tf.keep(teacher),
        cls: forward.cls!,
        dist: forward.dist ?? null,
        terms: forward.terms!,
      };
    });
    return outputs!;
  }
}

/** `images` [B, S, S, C], normalised; logits [B, classes]; `terms` [TERMS]. */
type StepOutputs = {
  images: tf.Tensor;
  teacher: tf.Tensor | null;
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  terms: tf.Tensor;
};
