import * as tf from '@tensorflow/tfjs-core';
import { tokenCount } from '../../experiment/student/shape';
import { withGradient } from '../gpu/customGradients';
import { readTensors } from '../gpu/readback';
import { type Outputs, Repeated } from '../gpu/repeated';
import type { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import { StepInputs } from '../step/stepInputs';
import { tokenCosine } from '../train/cosine';
import { gradientRollout } from './gradientRollout';

/** How a model sees one image. T is the number of all tokens. */
export interface ModelInspection {
  /** Softmax rows, [layer, head, T, T], rows are queries. */
  attention: Float32Array<ArrayBuffer>;
  /** Gradient-weighted rollout from each head to the row of its token, [T]; see `gradientRollout`. */
  gradientRollout: { cls: Float32Array<ArrayBuffer>; dist: Float32Array<ArrayBuffer> | null };
  /** Cosine of class token and distillation token before the first block and after each, [layers + 1]; null with a single token. */
  cosine: Float32Array<ArrayBuffer> | null;
  /** Logits, [classes]. `dist` is null without a second head, `teacher` without a teacher. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
}

/** Logits of several images, [images, classes]. `dist` is null without a second head. */
export interface ImageLogits {
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
}

/** Limit of the pixel values in one forward pass: an RGB image of 224 px has 150,528. */
const MAX_CHUNK_VALUES = 600_000;
/** Limit of the images in one forward pass. */
const MAX_CHUNK_IMAGES = 16;

/**
 * Inspects a model: attention, gradient-weighted rollout, token cosine and logits of one image. It uses the current weights and
 * changes nothing, so it may be used between the steps of a training run.
 */
export class Inspector {
  readonly #model: Deit;
  readonly #teacher: Teacher | null;
  readonly #copies: 1 | 2;
  readonly #inputs: StepInputs;
  readonly #program: Repeated<InspectionOutputs>;
  #logitsProgram: { inputs: StepInputs; program: Repeated<LogitsOutputs>; chunk: number } | null = null;

  /** @param teacher is shown the same image; the caller disposes it */
  constructor(model: Deit, teacher: Teacher | null) {
    this.#model = model;
    this.#teacher = teacher;
    this.#copies = model.shape.distToken ? 2 : 1;
    // A copy of the image for each head's gradient, a one-hot target for each copy, and whether to follow the largest logit instead.
    this.#inputs = new StepInputs(this.#copies * (this.#imageValues + model.data.classes) + 1);
    this.#program = new Repeated(() => this.#computeInspection());
  }

  /**
   * @param image [S, S, C], normalised
   * @param target the class whose logit the rollout follows; null is the class that each head predicts
   */
  async inspect(image: Float32Array, target: number | null): Promise<ModelInspection> {
    const { distToken, dim, depth, heads } = this.#model.shape;
    const { classes } = this.#model.data;
    const values = new Float32Array(this.#inputs.values.length);
    for (let copy = 0; copy < this.#copies; copy++) {
      values.set(image, copy * this.#imageValues);
      if (target !== null) values[this.#copies * this.#imageValues + copy * classes + target] = 1;
    }
    values[values.length - 1] = Number(target === null);
    this.#inputs.write(values);
    const { cls, dist, teacher, rolled, ...layers } = this.#program.run();
    const tokens = tokenCount(this.#model.shape);
    const size = heads * tokens ** 2;
    const block = Array.from({ length: depth }, (_, i) => layers[attentionName(i)]!);
    const rows = distToken ? Array.from({ length: depth + 1 }, (_, i) => layers[tokensName(i)]!) : [];
    // Reads only the first copy, and only the two prefix tokens.
    const reads = await readTensors(
      [cls, rolled, ...(dist ? [dist] : []), ...(teacher ? [teacher] : []), ...block, ...rows],
      [
        classes,
        rolled.size,
        ...(dist ? [classes] : []),
        ...(teacher ? [classes] : []),
        ...block.map(() => size),
        ...rows.map(() => 2 * dim),
      ],
    );
    const next = () => reads.shift()!;
    const [clsLogits, rolledRows] = [next(), next()];
    const distLogits = dist && next();
    const teacherLogits = teacher && next();
    const attention = new Float32Array(depth * size);
    for (let i = 0; i < depth; i++) attention.set(next(), i * size);
    return {
      attention,
      gradientRollout: {
        cls: rolledRows.slice(0, tokens),
        dist: distToken ? rolledRows.slice(tokens) : null,
      },
      cosine: distToken ? Float32Array.from(reads, (pair) => tokenCosine(pair, dim)) : null,
      cls: clsLogits,
      dist: distLogits,
      teacher: teacherLogits,
    };
  }

  /** @param images each [S, S, C], normalised */
  async logits(images: readonly Float32Array[]): Promise<ImageLogits> {
    const { inputs, program, chunk } = this.#logitsInChunks();
    const { classes } = this.#model.data;
    const all = [];
    for (let first = 0; first < images.length; first += chunk) {
      const values = new Float32Array(inputs.values.length);
      for (const [i, image] of images.slice(first, first + chunk).entries()) values.set(image, i * this.#imageValues);
      inputs.write(values);
      const { cls, dist } = program.run();
      all.push(readTensors(dist ? [cls, dist] : [cls]));
    }
    const chunks = await Promise.all(all);
    const joined = (head: 0 | 1) => {
      const logits = new Float32Array(images.length * classes);
      for (const [i, read] of chunks.entries())
        logits.set(read[head]!.subarray(0, logits.length - i * chunk * classes), i * chunk * classes);
      return logits;
    };
    return { cls: joined(0), dist: this.#model.shape.distToken ? joined(1) : null };
  }

  dispose(): void {
    this.#program.dispose();
    this.#inputs.dispose();
    this.#logitsProgram?.program.dispose();
    this.#logitsProgram?.inputs.dispose();
    this.#logitsProgram = null;
  }

  get #imageValues(): number {
    return this.#model.shape.imageSize ** 2 * this.#model.data.channels;
  }

  #images(inputs: StepInputs, count: number): tf.Tensor {
    const { imageSize } = this.#model.shape;
    const values = tf.slice(inputs.tensor, 0, count * this.#imageValues);
    return tf.reshape(values, [count, imageSize, imageSize, this.#model.data.channels]);
  }

  #logitsInChunks() {
    if (this.#logitsProgram) return this.#logitsProgram;
    const chunk = Math.max(1, Math.min(MAX_CHUNK_IMAGES, Math.floor(MAX_CHUNK_VALUES / this.#imageValues)));
    const inputs = new StepInputs(chunk * this.#imageValues);
    const program = new Repeated(() => {
      let outputs: LogitsOutputs | undefined;
      tf.tidy(() => {
        const { cls, dist } = this.#model.forward(this.#images(inputs, chunk));
        outputs = { cls: tf.keep(cls), dist: dist && tf.keep(dist) };
      });
      return outputs!;
    });
    this.#logitsProgram = { inputs, program, chunk };
    return this.#logitsProgram;
  }

  #computeInspection(): InspectionOutputs {
    const outputs: Partial<InspectionOutputs> = {};
    tf.tidy(() => {
      const images = this.#images(this.#inputs, this.#copies);
      const attention: tf.Tensor[] = [];
      const gradients = this.#gradients(images, attention, outputs);
      const rolled = gradientRollout(attention, gradients, this.#copies);
      const first = tf.slice(images, 0, 1);
      const teacher = this.#teacher?.logits(first) ?? null;
      outputs.rolled = tf.keep(rolled);
      outputs.teacher = teacher && tf.keep(teacher);
      for (const [i, probabilities] of attention.entries()) outputs[attentionName(i)] = probabilities;
    });
    return outputs as InspectionOutputs;
  }

  /**
   * Gradients of the followed logits by each layer's probabilities, each [copies, heads, T, T]. Fills `attention` and `outputs`
   * during the forward pass.
   */
  #gradients(images: tf.Tensor, attention: tf.Tensor[], outputs: Partial<InspectionOutputs>): tf.Tensor[] {
    const { depth, distToken } = this.#model.shape;
    const tokens = tokenCount(this.#model.shape);
    // Zeros that are added to the probabilities: the gradient by the zeros is the gradient by the probabilities.
    const zeros = Array.from({ length: depth }, () =>
      tf.zeros([this.#copies, this.#model.shape.heads, tokens, tokens]),
    );
    const followed = (...zeros: tf.Tensor[]) => {
      const heads = this.#model.forward(images, {
        throughAttention: (block, probabilities) => {
          attention[block] = tf.keep(probabilities);
          return tf.add(probabilities, zeros[block]!);
        },
        ...(distToken && {
          onEmbedding: (x: tf.Tensor) => {
            outputs[tokensName(0)] = tf.keep(x);
          },
          onTokens: (block: number, x: tf.Tensor) => {
            outputs[tokensName(block + 1)] = tf.keep(x);
          },
        }),
      });
      outputs.cls = tf.keep(heads.cls);
      outputs.dist = heads.dist && tf.keep(heads.dist);
      const fromCls = this.#followed(heads.cls, 0);
      return heads.dist ? tf.add(fromCls, this.#followed(heads.dist, 1)) : fromCls;
    };
    return tf.grads(followed as (...zeros: tf.Tensor[]) => tf.Scalar)(zeros);
  }

  /** The followed logit of one copy: that of the target, or the largest. */
  #followed(logits: tf.Tensor, copy: number): tf.Tensor {
    const { classes } = this.#model.data;
    const end = this.#copies * (this.#imageValues + classes);
    const own = tf.slice(logits, [copy, 0], [1, classes]);
    const [value] = withGradient([own], {
      forward: (save) => {
        const target = tf.slice(this.#inputs.tensor, this.#copies * this.#imageValues + copy * classes, classes);
        const followLargest = tf.slice(this.#inputs.tensor, end, 1);
        const largest = tf.oneHot(tf.argMax(own, 1) as tf.Tensor1D, classes);
        const chosen = tf.add(target, tf.mul(followLargest, largest));
        save([chosen]);
        return [tf.sum(tf.mul(own, chosen))];
      },
      backward: ([dy], [chosen]) => [tf.mul(dy!, chosen!)],
    });
    return value!;
  }
}

const attentionName = (layer: number): `attention${number}` => `attention${layer}`;
const tokensName = (layer: number): `tokens${number}` => `tokens${layer}`;

type InspectionOutputs = Outputs & {
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  teacher: tf.Tensor | null;
  rolled: tf.Tensor;
};
type LogitsOutputs = { cls: tf.Tensor; dist: tf.Tensor | null };
