import * as tf from '@tensorflow/tfjs-core';
import { gridOf, type StudentShape } from '../../experiment/student/shape';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import { tokenCosine } from './cosine';
import { SplitRunner } from './evaluation';

/** What the probes show at one step. */
export interface ProbeReading {
  /** Attention [probe, layer, head, token, patch]: the prefix tokens' softmax rows, restricted to the patches. */
  maps: Float32Array<ArrayBuffer>;
  /** Logits, each [probe, classes]. `dist` is null without a second head, `teacher` without a teacher. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
  /**
   * Cosine of class token and distillation token before the first block and after each block, mean over the probes, [layers + 1];
   * null with a single token.
   */
  cosine: Float32Array<ArrayBuffer> | null;
  /**
   * Share of each token's attention to the patches that lies on the object, in the last layer, mean over heads and over the probes
   * with an object, [tokens]; null if no probe has one.
   */
  onObject: Float32Array<ArrayBuffer> | null;
}

/** Reads the attention of the prefix tokens over a few images, by layer and head. */
export class AttentionProbe {
  readonly #shape: StudentShape;
  readonly #runner: SplitRunner<ProbeOutputs>;
  readonly #teacher: SplitRunner<{ teacher: tf.Tensor }> | null;
  /** The teacher's logits for the images of the last read. */
  #teacherLogits: { of: string; logits: Promise<Float32Array<ArrayBuffer> | null> } | null = null;

  /**
   * @param images the split that the probes are from, resident on the GPU
   * @param probes number of images of each read
   */
  constructor(student: Deit, teacher: Teacher | null, images: ResidentImages, probes: number) {
    const { heads, dim, distToken } = student.shape;
    const prefixes = prefixesOf(student.shape);
    const patches = gridOf(student.shape) ** 2;
    this.#shape = student.shape;
    this.#runner = new SplitRunner(images, probes, student.shape.imageSize, (batch) => {
      const rows: tf.Tensor[] = [];
      const tokens: tf.Tensor[] = [];
      const noteTokens = (x: tf.Tensor) => tokens.push(tf.slice(x, 0, [probes, 2, dim]));
      const { cls, dist } = student.forward(batch, {
        onAttention: (_, probabilities) => {
          rows.push(tf.keep(tf.slice(probabilities, [0, 0, 0, prefixes], [probes, heads, prefixes, patches])));
        },
        ...(distToken && { onEmbedding: noteTokens, onTokens: (_: number, x: tf.Tensor) => noteTokens(x) }),
      });
      const maps = tf.keep(tf.stack(rows, 1));
      tf.dispose(rows);
      return {
        maps,
        cls: tf.keep(cls),
        dist: dist && tf.keep(dist),
        tokens: distToken ? tf.keep(tf.stack(tokens, 1)) : null,
      };
    });
    this.#teacher =
      teacher &&
      new SplitRunner(images, probes, student.shape.imageSize, (batch) => ({
        teacher: tf.keep(teacher.logits(batch)),
      }));
  }

  /**
   * @param indices the probes' images in the split, [probes]
   * @param objects share of each patch that the probe's object covers, [probes][patches]; null without an object
   */
  async read(indices: ArrayLike<number>, objects: readonly (ArrayLike<number> | null)[]): Promise<ProbeReading> {
    const [{ maps, cls, dist, tokens }, teacher] = await Promise.all([
      this.#runner.run(indices),
      this.#logitsOfTeacher(indices),
    ]);
    return {
      maps: maps!,
      cls: cls!,
      dist,
      teacher,
      cosine: tokens && meanCosine(tokens, this.#shape),
      onObject: shareOnObjects(maps!, this.#shape, objects),
    };
  }

  dispose(): void {
    this.#runner.dispose();
    this.#teacher?.dispose();
  }

  /** The teacher is frozen, so its logits are computed once for the same images. */
  #logitsOfTeacher(indices: ArrayLike<number>): Promise<Float32Array<ArrayBuffer> | null> | null {
    if (!this.#teacher) return null;
    const of = Array.from(indices).join();
    if (this.#teacherLogits?.of !== of)
      this.#teacherLogits = { of, logits: this.#teacher.run(indices).then(({ teacher }) => teacher) };
    return this.#teacherLogits.logits;
  }
}

function prefixesOf({ distToken }: Pick<StudentShape, 'distToken'>): 1 | 2 {
  return distToken ? 2 : 1;
}

/** @param tokens [probe, layers + 1, 2, dim] @returns [layers + 1] */
function meanCosine(tokens: Float32Array, { depth, dim }: StudentShape): Float32Array<ArrayBuffer> {
  const places = depth + 1;
  const probes = tokens.length / (places * 2 * dim);
  return Float32Array.from({ length: places }, (_, place) => {
    let sum = 0;
    for (let probe = 0; probe < probes; probe++) {
      const start = (probe * places + place) * 2 * dim;
      sum += tokenCosine(tokens.subarray(start, start + 2 * dim), dim);
    }
    return sum / probes;
  });
}

/** See `ProbeReading.onObject`. @param maps [probe, layer, head, token, patch] @returns [tokens] */
export function shareOnObjects(
  maps: ArrayLike<number>,
  shape: StudentShape,
  objects: readonly (ArrayLike<number> | null)[],
): Float32Array<ArrayBuffer> | null {
  const { depth, heads } = shape;
  const patches = gridOf(shape) ** 2;
  const tokens = prefixesOf(shape);
  const withObject = objects.flatMap((object, probe) => (object ? [{ object, probe }] : []));
  if (withObject.length === 0) return null;
  return Float32Array.from({ length: tokens }, (_, token) => {
    let sum = 0;
    for (const { object, probe } of withObject) {
      let [on, all] = [0, 0];
      for (let head = 0; head < heads; head++) {
        const start = (((probe * depth + depth - 1) * heads + head) * tokens + token) * patches;
        for (let patch = 0; patch < patches; patch++) {
          on += maps[start + patch]! * object[patch]!;
          all += maps[start + patch]!;
        }
      }
      sum += on / all;
    }
    return sum / withObject.length;
  });
}

type ProbeOutputs = {
  maps: tf.Tensor;
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  tokens: tf.Tensor | null;
};
