import * as tf from '@tensorflow/tfjs-core';
import { argmax } from '../../experiment/loss/fusion';
import type { Split } from '../data/dataset';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { SplitRunner } from './evaluation';

/** Not asked yet. */
const UNKNOWN = -1;

/** Classes by test image, for each size of picture: a frozen teacher never changes its mind, so nobody need ask it twice. */
const remembered = new WeakMap<Teacher, WeakMap<Split, Map<number, Int32Array>>>();

/** What a teacher answers for the images of a test split. */
export class TeacherAnswers {
  readonly #teacher: Teacher;
  readonly #images: ResidentImages;
  readonly #chunk: number;
  readonly #size: number;
  readonly #known: Int32Array;

  /**
   * @param images the split, resident
   * @param size of the pictures that it is shown, in pixels
   * @param chunk images that are asked about at once
   */
  constructor(teacher: Teacher, split: Split, images: ResidentImages, size: number, chunk: number) {
    this.#teacher = teacher;
    this.#images = images;
    this.#size = size;
    this.#chunk = chunk;
    const splits = remembered.get(teacher) ?? new WeakMap<Split, Map<number, Int32Array>>();
    remembered.set(teacher, splits);
    const sizes = splits.get(split) ?? new Map<number, Int32Array>();
    splits.set(split, sizes);
    this.#known = sizes.get(size) ?? new Int32Array(split.count).fill(UNKNOWN);
    sizes.set(size, this.#known);
  }

  /** Top-1 classes for these images, [indices.length]. It is asked about those that nobody asked about before. */
  async of(indices: Uint32Array): Promise<Uint16Array> {
    const asked = indices.filter((index) => this.#known[index] === UNKNOWN);
    if (asked.length > 0) await this.#ask(asked);
    return Uint16Array.from(indices, (index) => this.#known[index]!);
  }

  async #ask(indices: Uint32Array): Promise<void> {
    const runner = new SplitRunner(this.#images, this.#chunk, this.#size, (batch) => ({
      logits: tf.keep(this.#teacher.logits(batch)),
    }));
    const { logits } = await runner.run(indices);
    runner.dispose();
    for (const [n, answer] of topOf(logits!, indices.length).entries()) this.#known[indices[n]!] = answer;
  }
}

/** The class of the largest of each image's logits [count, classes]. */
export function topOf(logits: Float32Array, count: number): Uint16Array {
  const classes = logits.length / count;
  return Uint16Array.from({ length: count }, (_, n) => argmax(logits.subarray(n * classes, (n + 1) * classes)));
}
