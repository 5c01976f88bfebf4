import * as tf from '@tensorflow/tfjs-core';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Deit } from '../models/deit';
import { gridOf } from '../spec/deitShape';
import { SplitRunner } from '../train/evaluation';
import type { Teacher } from '../train/teacher';

/** What the probes show at one moment. */
export interface ProbeReading {
  /** [probe, layer, head, token, patch]: softmax rows of the prefix tokens, cut to the patches. */
  maps: Float32Array<ArrayBuffer>;
  /** [probe, classes] each. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
}

/** Attention of the class token and the distillation token over a few chosen images, by layer and head. */
export class AttentionProbe {
  readonly #runner: SplitRunner<ProbeOutputs>;

  constructor(student: Deit, teacher: Teacher | null, images: ResidentImages, probes: number) {
    const { heads, distToken } = student.shape;
    const prefixes = distToken ? 2 : 1;
    const patches = gridOf(student.shape) ** 2;
    this.#runner = new SplitRunner(images, probes, student.shape.imageSize, (batch) => {
      const rows: tf.Tensor[] = [];
      const { cls, dist } = student.forward(batch, {
        onAttention: (_, probabilities) => {
          rows.push(tf.slice(probabilities, [0, 0, 0, prefixes], [probes, heads, prefixes, patches]));
        },
      });
      const logits = teacher?.logits(batch) ?? null;
      return {
        maps: tf.keep(tf.stack(rows, 1)),
        cls: tf.keep(cls),
        dist: dist && tf.keep(dist),
        teacher: logits && tf.keep(logits),
      };
    });
  }

  async read(indices: ArrayLike<number>): Promise<ProbeReading> {
    const { maps, cls, dist, teacher } = await this.#runner.run(indices);
    return { maps: maps!, cls: cls!, dist, teacher };
  }

  dispose(): void {
    this.#runner.dispose();
  }
}

type ProbeOutputs = { maps: tf.Tensor; cls: tf.Tensor; dist: tf.Tensor | null; teacher: tf.Tensor | null };
