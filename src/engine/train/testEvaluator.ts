import * as tf from '@tensorflow/tfjs-core';
import { evaluationChunk } from '../../experiment/student/gpuBytes';
import type { ImageDataset } from '../data/dataset';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import type { AdamW } from '../optim/adamw';
import type { EvaluationRecord } from './checkpoint';
import { accuraciesOf, evaluationImages, SplitRunner } from './evaluation';
import { TeacherAnswers, topOf } from './teacherAnswers';

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
  readonly #teacher: TeacherAnswers | null;
  readonly #student: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }>;
  /** The student with the averages of its weights. */
  readonly #averaged: SplitRunner<{ cls: tf.Tensor; dist: tf.Tensor | null }> | null;

  /**
   * @param optimizer tells the moving average of the student's weights, where one is kept
   * @param images the test split, resident
   */
  constructor(student: Deit, optimizer: AdamW, teacher: Teacher | null, images: ResidentImages, dataset: ImageDataset) {
    this.#dataset = dataset;
    const { imageSize } = student.shape;
    const chunk = evaluationChunk(student.shape, student.data);
    this.#teacher = teacher && new TeacherAnswers(teacher, dataset.test, images, imageSize, chunk);
    const answers = (weights: () => ReadonlyMap<string, tf.Tensor> | null) =>
      new SplitRunner(images, chunk, imageSize, (batch) => {
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
    const taught = await this.#teacher?.of(indices);
    return {
      ...accuraciesOf(cls!, dist, labels),
      averaged: averaged ? accuraciesOf(averaged.cls!, averaged.dist, labels).accuracy : null,
      teacher: taught ? taught.reduce((sum, answer, i) => sum + Number(answer === labels[i]), 0) / labels.length : null,
      images: indices.length,
    };
  }

  /** Top-1 answers for the whole test split. */
  async answers(): Promise<TestAnswers> {
    const { count } = this.#dataset.test;
    const indices = Uint32Array.from({ length: count }, (_, i) => i);
    const { cls, dist } = await this.#student.run(indices);
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
      teacher: (await this.#teacher?.of(indices)) ?? null,
    };
  }

  dispose(): void {
    this.#student.dispose();
    this.#averaged?.dispose();
  }
}
