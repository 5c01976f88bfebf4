import * as tf from '@tensorflow/tfjs-core';
import { argmax } from '../../experiment/loss/fusion';
import type { Split } from '../data/dataset';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { SplitRunner } from './evaluation';

const UNKNOWN = -1;

/** Predicted classes by test image, for each image size. A frozen teacher's predictions never change, so they are cached. */
const cache = new WeakMap<Teacher, WeakMap<Split, Map<number, Int32Array>>>();

/** The classes that a teacher predicts for the images of a test split. Each image is computed once for each teacher. */
export class TeacherPredictions {
  readonly #teacher: Teacher;
  readonly #images: ResidentImages;
  readonly #chunk: number;
  readonly #size: number;
  readonly #known: Int32Array;

  /**
   * @param images the split, resident on the GPU
   * @param size side of the teacher's input in pixels
   * @param chunk images of one forward pass
   */
  constructor(teacher: Teacher, split: Split, images: ResidentImages, size: number, chunk: number) {
    this.#teacher = teacher;
    this.#images = images;
    this.#size = size;
    this.#chunk = chunk;
    const splits = cache.get(teacher) ?? new WeakMap<Split, Map<number, Int32Array>>();
    cache.set(teacher, splits);
    const sizes = splits.get(split) ?? new Map<number, Int32Array>();
    splits.set(split, sizes);
    this.#known = sizes.get(size) ?? new Int32Array(split.count).fill(UNKNOWN);
    sizes.set(size, this.#known);
  }

  /** Top-1 classes of these images, [indices.length]. */
  async of(indices: Uint32Array): Promise<Uint16Array> {
    const unknown = indices.filter((index) => this.#known[index] === UNKNOWN);
    if (unknown.length > 0) await this.#compute(unknown);
    return Uint16Array.from(indices, (index) => this.#known[index]!);
  }

  async #compute(indices: Uint32Array): Promise<void> {
    const runner = new SplitRunner(this.#images, this.#chunk, this.#size, (batch) => ({
      logits: tf.keep(this.#teacher.logits(batch)),
    }));
    const { logits } = await runner.run(indices);
    runner.dispose();
    for (const [n, top] of topClasses(logits!, indices.length).entries()) this.#known[indices[n]!] = top;
  }
}

/** The class with the largest of each image's logits [count, classes]; [count]. */
export function topClasses(logits: Float32Array, count: number): Uint16Array {
  const classes = logits.length / count;
  return Uint16Array.from({ length: count }, (_, n) => argmax(logits.subarray(n * classes, (n + 1) * classes)));
}
