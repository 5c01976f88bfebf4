import * as tf from '@tensorflow/tfjs-core';
import { evaluationChunk } from '../../experiment/student/gpuBytes';
import type { ImageDataset } from '../data/dataset';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import type { AdamW } from '../optim/adamw';
import type { EvaluationRecord } from './checkpoint';
import { accuraciesOf, evaluationImages, SplitRunner } from './evaluation';
import { TeacherPredictions, topClasses } from './teacherPredictions';

/** Predicted classes for each test image, [images]; null without that head or without a teacher. */
export interface TestPredictions {
  cls: Uint16Array;
  dist: Uint16Array | null;
  /** Class of the largest mean of both heads' logits. */
  both: Uint16Array | null;
  teacher: Uint16Array | null;
}

/** Evaluates student and teacher on the test split: accuracy by every way of inference at once. */
export class TestEvaluator {
  readonly #dataset: ImageDataset;
  readonly #teacher: TeacherPredictions | null;
  readonly #student: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }>;
  /** The student with the moving average of its weights. */
  readonly #averaged: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }> | null;

  /**
   * @param optimizer holds the moving average of the student's weights, if there is one
   * @param images the test split, resident on the GPU
   */
  constructor(student: Deit, optimizer: AdamW, teacher: Teacher | null, images: ResidentImages, dataset: ImageDataset) {
    this.#dataset = dataset;
    const { imageSize } = student.shape;
    const chunk = evaluationChunk(student.shape, student.data);
    this.#teacher = teacher && new TeacherPredictions(teacher, dataset.test, images, imageSize, chunk);
    const runner = (weights: () => ReadonlyMap<string, tf.Tensor> | null) =>
      new SplitRunner(images, chunk, imageSize, (batch) => {
        const averages = weights();
        const { cls, dist } = student.forward(batch, averages ? { weights: averages } : {});
        return { cls: tf.keep(cls), dist: dist && tf.keep(dist) };
      });
    this.#student = runner(() => null);
    this.#averaged = optimizer.averaged ? runner(() => optimizer.averages()) : null;
  }

  /** @param maxImages limit of the fixed random part of the test split that is used */
  async evaluate(maxImages: number): Promise<Omit<EvaluationRecord, 'step' | 'epoch'>> {
    const { count, labels: all } = this.#dataset.test;
    const indices = evaluationImages(count, maxImages);
    const labels = Uint16Array.from(indices, (index) => all[index]!);
    const { cls, dist } = await this.#student.run(indices);
    const averaged = await this.#averaged?.run(indices);
    const predicted = await this.#teacher?.of(indices);
    return {
      ...accuraciesOf(cls!, dist, labels),
      averaged: averaged ? accuraciesOf(averaged.cls!, averaged.dist, labels).accuracy : null,
      teacher: predicted ? predicted.filter((top, i) => top === labels[i]).length / labels.length : null,
      images: indices.length,
    };
  }

  /** Top-1 classes for the whole test split. */
  async predictions(): Promise<TestPredictions> {
    const { count } = this.#dataset.test;
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const { cls, dist } = await this.#student.run(indices);
    const top = (logits: Float32Array | null) => logits && topClasses(logits, count);
    return {
      cls: topClasses(cls!, count),
      dist: top(dist),
      both:
        dist &&
        topClasses(
          cls!.map((logit, i) => logit + dist[i]!),
          count,
        ),
      teacher: (await this.#teacher?.of(indices)) ?? null,
    };
  }

  dispose(): void {
    this.#student.dispose();
    this.#averaged?.dispose();
  }
}
