import * as tf from '@tensorflow/tfjs-core';
import { INFERENCES, type Inference } from '../../experiment/config';
import { argmax, fuse } from '../../experiment/loss/fusion';
import { RandomStream } from '../../experiment/random';
import { wholePicture } from '../data/augment';
import { readOutputs } from '../gpu/readback';
import { type Outputs, Repeated } from '../gpu/repeated';
import type { ResidentImages } from '../kernels/gatherBatch';
import { ROW, rowStart, stepLength } from '../step/layout';
import { StepInputs } from '../step/stepInputs';

/**
 * Runs a forward pass over selected images of a split, without augmentation. All chunks have the same size and are submitted
 * without waiting.
 */
export class SplitRunner<T extends Outputs> {
  readonly #images: ResidentImages;
  readonly #chunk: number;
  readonly #inputs: StepInputs;
  readonly #program: Repeated<T>;

  /**
   * @param images the split, resident on the GPU
   * @param size side S of the input in pixels
   * @param forward maps a batch [chunk, S, S, C] to outputs whose first axis is the batch. It must keep them (`tf.keep`).
   */
  constructor(images: ResidentImages, chunk: number, size: number, forward: (images: tf.Tensor) => T) {
    this.#images = images;
    this.#chunk = chunk;
    this.#inputs = new StepInputs(stepLength(chunk, 0));
    this.#program = new Repeated(() => {
      let outputs: T | undefined;
      tf.tidy(() => {
        outputs = forward(this.#images.batch(this.#inputs, chunk, size));
      });
      return outputs!;
    });
  }

  /** Outputs of all images, each [indices.length · row]. */
  async run(indices: ArrayLike<number>): Promise<{ [K in keyof T]: Float32Array<ArrayBuffer> | null }> {
    const { height, width } = this.#images.about;
    const whole = wholePicture(height, width);
    const reads = [];
    for (let start = 0; start < indices.length; start += this.#chunk) {
      const values = new Float32Array(this.#inputs.values.length);
      for (let b = 0; b < this.#chunk; b++) {
        // Copies of the last image fill the last chunk; `join` removes them.
        values[rowStart(b) + ROW.index] = indices[Math.min(start + b, indices.length - 1)]!;
        values[rowStart(b) + ROW.width] = whole.width;
        values[rowStart(b) + ROW.height] = whole.height;
      }
      this.#inputs.write(values);
      reads.push(readOutputs(this.#program.run()));
    }
    const chunks = await Promise.all(reads);
    const joined: Partial<Record<keyof T, Float32Array<ArrayBuffer> | null>> = {};
    for (const name of Object.keys(chunks[0] ?? {}) as (keyof T)[]) {
      const parts = chunks.map((chunk) => chunk[name]);
      joined[name] = parts[0] ? join(parts as Float32Array[], this.#chunk, indices.length) : null;
    }
    return joined as { [K in keyof T]: Float32Array<ArrayBuffer> | null };
  }

  dispose(): void {
    this.#program.dispose();
    this.#inputs.dispose();
  }
}

function join(parts: Float32Array[], chunk: number, count: number): Float32Array<ArrayBuffer> {
  const row = parts[0]!.length / chunk;
  const all = new Float32Array(count * row);
  for (const [i, part] of parts.entries())
    all.set(part.subarray(0, Math.min(chunk, count - i * chunk) * row), i * chunk * row);
  return all;
}

/** A fixed random part of a split, the same for every run: test files are often sorted by difficulty or class. [≤ max] */
export function evaluationImages(count: number, max: number): Uint32Array {
  return new RandomStream(0, 'evaluation').permutation(count, 0).slice(0, Math.min(count, max));
}

export interface Accuracies {
  /** Top-1, 0…1; null without a distillation head. */
  accuracy: Record<Inference, number | null>;
  /** Images for which the mean of logits and the sum of softmax outputs predict different classes. */
  fusionFlips: number;
}

/**
 * Accuracy by every way of inference at once, from both heads' logits [n, classes].
 *
 * @param labels lists of true classes, each [n]: a prediction is correct if any list has it
 */
export function accuraciesOf(
  cls: Float32Array,
  dist: Float32Array | null,
  ...labels: [ArrayLike<number>, ...ArrayLike<number>[]]
): Accuracies {
  const count = labels[0].length;
  const classes = cls.length / count;
  const correct: Record<Inference, number> = { cls: 0, dist: 0, 'both-logits': 0, 'both-softmax': 0 };
  let fusionFlips = 0;
  for (let n = 0; n < count; n++) {
    const row = (logits: Float32Array) => logits.subarray(n * classes, (n + 1) * classes);
    const tops = INFERENCES.map((inference) => argmax(fuse({ cls: row(cls), dist: dist && row(dist) }, inference)));
    for (const [i, inference] of INFERENCES.entries())
      if (labels.some((list) => list[n] === tops[i])) correct[inference]++;
    if (tops[2] !== tops[3]) fusionFlips++;
  }
  const share = (inference: Inference) => (dist || inference === 'cls' ? correct[inference] / count : null);
  return {
    accuracy: {
      cls: share('cls'),
      dist: share('dist'),
      'both-logits': share('both-logits'),
      'both-softmax': share('both-softmax'),
    },
    fusionFlips,
  };
}

/** Top-1 accuracy of logits [n, classes], 0…1. @param labels as in `accuraciesOf` */
export function accuracyOf(logits: Float32Array, ...labels: [ArrayLike<number>, ...ArrayLike<number>[]]): number {
  return accuraciesOf(logits, null, ...labels).accuracy.cls!;
}
