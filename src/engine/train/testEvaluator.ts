import * as tf from '@tensorflow/tfjs-core';
import type { ImageDataset } from '../data/dataset';
import type { EvaluationRecord } from '../io/checkpoint';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Deit } from '../models/deit';
import type { AdamW } from '../optim/adamw';
import { argmax } from '../spec/fusion';
import { evaluationChunk } from '../spec/gpuBytes';
import { accuraciesOf, accuracyOf, evaluationImages, SplitRunner } from './evaluation';
import type { Teacher } from './teacher';

/** The class that each answers for each test image, [images]; null where there is no such head or no teacher. */
export interface TestAnswers {
  cls: Uint16Array;
  dist: Uint16Array | null;
  /** Of the mean of both heads' logits. */
  both: Uint16Array | null;
  teacher: Uint16Array | null;
}

/** Asks student and teacher about test images: accuracy by every way of inference at once. */
export class TestEvaluator {
  readonly #dataset: ImageDataset;
  readonly #images: ResidentImages;
  readonly #size: number;
  /** Images that are asked about at once. */
  readonly #chunk: number;
  readonly #teacher: Teacher | null;
  readonly #student: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }>;
  /** The student with the averages of its weights. */
  readonly #averaged: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }> | null;
  /** The teacher does not change: its accuracy by number of images. */
  readonly #teacherAccuracy = new Map<number, number>();

  /**
   * @param optimizer tells the moving average of the student's weights, where one is kept
   * @param images the test split, resident
   */
  constructor(student: Deit, optimizer: AdamW, teacher: Teacher | null, images: ResidentImages, dataset: ImageDataset) {
    this.#dataset = dataset;
    this.#images = images;
    this.#size = student.shape.imageSize;
    this.#chunk = evaluationChunk(student.shape, student.data);
    this.#teacher = teacher;
    const answers = (weights: () => ReadonlyMap<string, tf.Tensor> | null) =>
      new SplitRunner(images, this.#chunk, this.#size, (batch) => {
        const given = weights();
        const { cls, dist } = student.forward(batch, given ? { weights: given } : {});
        return { cls: tf.keep(cls), dist: dist && tf.keep(dist) };
      });
    this.#student = answers(() => null);
    this.#averaged = optimizer.averaged ? answers(() => optimizer.averages()) : null;
  }

  /** On a fixed random part of the test split of at most `most` images. */
  async evaluate(most: number): Promise<Omit<EvaluationRecord, 'step' | 'epoch'>> {
    const { count, labels: all } = this.#dataset.test;
    const indices = evaluationImages(count, most);
    const labels = Uint16Array.from(indices, (index) => all[index]!);
    const { cls, dist } = await this.#student.run(indices);
    const averaged = await this.#averaged?.run(indices);
    return {
      ...accuraciesOf(cls!, dist, labels),
      averaged: averaged ? accuraciesOf(averaged.cls!, averaged.dist, labels).accuracy : null,
      teacher: await this.#teacherOn(indices, labels),
      images: indices.length,
    };
  }

  /** Top-1 answers for the whole test split. */
  async answers(): Promise<TestAnswers> {
    const { count } = this.#dataset.test;
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const { cls, dist } = await this.#student.run(indices);
    const teacher = await this.#teacherLogits(indices);
    const top = (logits: Float32Array | null) => logits && topOf(logits, count);
    return {
      cls: topOf(cls!, count),
      dist: top(dist),
      both:
        dist &&
        topOf(
          cls!.map((logit, i) => logit + dist[i]!),
          count,
        ),
      teacher: top(teacher),
    };
  }

  dispose(): void {
    this.#student.dispose();
    this.#averaged?.dispose();
  }

  async #teacherOn(indices: Uint32Array, labels: Uint16Array): Promise<number | null> {
    const teacher = this.#teacher;
    if (!teacher) return null;
    const known = this.#teacherAccuracy.get(indices.length);
    if (known !== undefined) return known;
    const accuracy = accuracyOf((await this.#teacherLogits(indices))!, labels);
    this.#teacherAccuracy.set(indices.length, accuracy);
    return accuracy;
  }

  async #teacherLogits(indices: Uint32Array): Promise<Float32Array | null> {
    const teacher = this.#teacher;
    if (!teacher) return null;
    const runner = new SplitRunner(this.#images, this.#chunk, this.#size, (batch) => ({
      logits: tf.keep(teacher.logits(batch)),
    }));
    const { logits } = await runner.run(indices);
    runner.dispose();
    return logits;
  }
}

function topOf(logits: Float32Array, count: number): Uint16Array {
  const classes = logits.length / count;
  return Uint16Array.from({ length: count }, (_, n) => argmax(logits.subarray(n * classes, (n + 1) * classes)));
}
