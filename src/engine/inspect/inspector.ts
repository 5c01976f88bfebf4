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

/** What a model makes of one picture. T: all tokens. */
export interface Reading {
  /** Softmax rows, [layer, head, T, T]. */
  attention: Float32Array<ArrayBuffer>;
  /** Gradient-weighted rollout from each head to its token's row, [T]. */
  gradientRollout: { cls: Float32Array<ArrayBuffer>; dist: Float32Array<ArrayBuffer> | null };
  /** Class and distillation token, before the first block and after each, [layers + 1]. */
  cosine: Float32Array<ArrayBuffer> | null;
  /** Logits, [classes]. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
}

/** Logits of several pictures, [pictures, classes]. */
export interface Answers {
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
}

/** Numbers of the pictures that are answered at once, at most: a 224-pixel picture has 150,528. */
const CHUNK_NUMBERS = 600_000;
const MAX_AT_ONCE = 16;

/**
 * Looks into a model with one picture at a time: attention, gradient-weighted rollout, token cosine, logits. It reads the
 * weights as they are when it is called and changes nothing, so it may be used between the steps of a training run.
 */
export class Inspector {
  readonly #model: Deit;
  readonly #teacher: Teacher | null;
  readonly #copies: 1 | 2;
  readonly #looks: StepInputs;
  readonly #look: Repeated<LookOutputs>;
  #masks: { inputs: StepInputs; program: Repeated<AnswerOutputs>; chunk: number } | null = null;

  /** @param teacher sees the same picture; it stays the caller's */
  constructor(model: Deit, teacher: Teacher | null) {
    this.#model = model;
    this.#teacher = teacher;
    this.#copies = model.shape.distToken ? 2 : 1;
    // One copy of the picture for each head's gradient; which logit each follows; whether it is the highest one.
    this.#looks = new StepInputs(this.#copies * (this.#imageNumbers + model.data.classes) + 1);
    this.#look = new Repeated(() => this.#computeLook());
  }

  /**
   * @param image [S, S, C], normalised
   * @param target the class whose logit is followed back; null is each head's own answer
   */
  async look(image: Float32Array, target: number | null): Promise<Reading> {
    const { distToken, dim, depth, heads } = this.#model.shape;
    const { classes } = this.#model.data;
    const values = new Float32Array(this.#looks.values.length);
    for (let copy = 0; copy < this.#copies; copy++) {
      values.set(image, copy * this.#imageNumbers);
      if (target !== null) values[this.#copies * this.#imageNumbers + copy * classes + target] = 1;
    }
    values[values.length - 1] = Number(target === null);
    this.#looks.write(values);
    const { cls, dist, teacher, rolled, ...layers } = this.#look.run();
    const tokens = tokenCount(this.#model.shape);
    const size = heads * tokens ** 2;
    const block = Array.from({ length: depth }, (_, i) => layers[attentionName(i)]!);
    const rows = distToken ? Array.from({ length: depth + 1 }, (_, i) => layers[tokensName(i)]!) : [];
    // Of what exists once a copy, the first copy; of the tokens the two prefix tokens.
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
  async answers(images: readonly Float32Array[]): Promise<Answers> {
    const { inputs, program, chunk } = this.#answering();
    const { classes } = this.#model.data;
    const all = [];
    for (let first = 0; first < images.length; first += chunk) {
      const values = new Float32Array(inputs.values.length);
      for (const [i, image] of images.slice(first, first + chunk).entries()) values.set(image, i * this.#imageNumbers);
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
    this.#look.dispose();
    this.#looks.dispose();
    this.#masks?.program.dispose();
    this.#masks?.inputs.dispose();
    this.#masks = null;
  }

  get #imageNumbers(): number {
    return this.#model.shape.imageSize ** 2 * this.#model.data.channels;
  }

  #images(inputs: StepInputs, count: number): tf.Tensor {
    const { imageSize } = this.#model.shape;
    const numbers = tf.slice(inputs.tensor, 0, count * this.#imageNumbers);
    return tf.reshape(numbers, [count, imageSize, imageSize, this.#model.data.channels]);
  }

  #answering() {
    if (this.#masks) return this.#masks;
    const chunk = Math.max(1, Math.min(MAX_AT_ONCE, Math.floor(CHUNK_NUMBERS / this.#imageNumbers)));
    const inputs = new StepInputs(chunk * this.#imageNumbers);
    const program = new Repeated(() => {
      let outputs: AnswerOutputs | undefined;
      tf.tidy(() => {
        const { cls, dist } = this.#model.forward(this.#images(inputs, chunk));
        outputs = { cls: tf.keep(cls), dist: dist && tf.keep(dist) };
      });
      return outputs!;
    });
    this.#masks = { inputs, program, chunk };
    return this.#masks;
  }

  #computeLook(): LookOutputs {
    const outputs: Partial<LookOutputs> = {};
    tf.tidy(() => {
      const images = this.#images(this.#looks, this.#copies);
      const attention: tf.Tensor[] = [];
      const gradients = this.#gradients(images, attention, outputs);
      const rolled = gradientRollout(attention, gradients, this.#copies);
      const first = tf.slice(images, 0, 1);
      const teacher = this.#teacher?.logits(first) ?? null;
      outputs.rolled = tf.keep(rolled);
      outputs.teacher = teacher && tf.keep(teacher);
      for (const [i, probabilities] of attention.entries()) outputs[attentionName(i)] = probabilities;
    });
    return outputs as LookOutputs;
  }

  /** Of the followed logits by each layer's probabilities, each [copies, H, T, T]; notes everything on the way. */
  #gradients(images: tf.Tensor, attention: tf.Tensor[], outputs: Partial<LookOutputs>): tf.Tensor[] {
    const { depth, heads, distToken } = this.#model.shape;
    const tokens = tokenCount(this.#model.shape);
    // Added to the probabilities, so that the gradient by them is the gradient by these.
    const changes = Array.from({ length: depth }, () => tf.zeros([this.#copies, heads, tokens, tokens]));
    const followed = (...given: tf.Tensor[]) => {
      const answers = this.#model.forward(images, {
        throughAttention: (block, probabilities) => {
          attention[block] = tf.keep(probabilities);
          return tf.add(probabilities, given[block]!);
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
      outputs.cls = tf.keep(answers.cls);
      outputs.dist = answers.dist && tf.keep(answers.dist);
      const fromCls = this.#followed(answers.cls, 0);
      return answers.dist ? tf.add(fromCls, this.#followed(answers.dist, 1)) : fromCls;
    };
    return tf.grads(followed as (...given: tf.Tensor[]) => tf.Scalar)(changes);
  }

  /** The logit of one copy that is followed back: the target's, or the highest. */
  #followed(logits: tf.Tensor, copy: number): tf.Tensor {
    const { classes } = this.#model.data;
    const end = this.#copies * (this.#imageNumbers + classes);
    const own = tf.slice(logits, [copy, 0], [1, classes]);
    const [value] = withGradient([own], {
      forward: (save) => {
        const target = tf.slice(this.#looks.tensor, this.#copies * this.#imageNumbers + copy * classes, classes);
        const byItself = tf.slice(this.#looks.tensor, end, 1);
        const highest = tf.oneHot(tf.argMax(own, 1) as tf.Tensor1D, classes);
        const chosen = tf.add(target, tf.mul(byItself, highest));
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

type LookOutputs = Outputs & {
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  teacher: tf.Tensor | null;
  rolled: tf.Tensor;
};
type AnswerOutputs = { cls: tf.Tensor; dist: tf.Tensor | null };
