import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import { overwrite } from '../gpu/overwrite';
import { readTensors } from '../gpu/readback';
import type { StepInputs } from '../gpu/stepInputs';
import { SCALAR } from '../train/stepLayout';

export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Keeps a moving average of the weights (EMA). */
  averaged: boolean;
}

export const ADAMW_DEFAULTS: AdamWOptions = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.05,
  averaged: false,
};

export interface Trained {
  name: string;
  variable: tf.Variable;
}

/**
 * Decay is for matrices only: none on biases, norms, tokens and positions (the paper's reference code and timm).
 */
export function decays({ name, variable }: Trained): boolean {
  return variable.rank > 1 && !/(^|\.)(pos_embed|cls_token|dist_token)$/.test(name);
}

/** Tensors in one dispatch: step inputs and state take two bindings, each tensor two more. */
function tensorsADispatch(limits: GPUSupportedLimits): number {
  return Math.floor((limits.maxStorageBuffersPerShaderStage - 2) / 2);
}

/**
 * AdamW with decoupled decay (Loshchilov and Hutter; torch.optim.AdamW): p ← p·(1 − lr·wd), then the Adam step with ε added
 * after the square root of the corrected second moment. With `averaged`, a moving average of the weights follows them in the
 * same dispatch. Everything is updated in place; the learning rate, the bias corrections and the average's share come from the
 * step inputs, so a captured step needs no other change.
 */
export class AdamW {
  readonly #trained: readonly Trained[];
  readonly #options: AdamWOptions;
  /** Whether a moving average of the weights is kept. */
  readonly averaged: boolean;
  /** First moments of all tensors one after the other, then all second moments, then, where it is kept, the average. */
  readonly #state: tf.Variable;
  readonly #size: number;

  constructor(trained: readonly Trained[], options: Partial<AdamWOptions> = {}) {
    this.#trained = trained;
    this.#options = { ...ADAMW_DEFAULTS, ...options };
    this.averaged = this.#options.averaged;
    this.#size = trained.reduce((sum, { variable }) => sum + variable.size, 0);
    this.#state = tf.tidy(() => tf.variable(this.#initial(), false));
  }

  /** @returns [1 − β₁ᵗ, 1 − β₂ᵗ] of the t-th step, t from 1. */
  biasCorrections(t: number): [number, number] {
    return [1 - this.#options.beta1 ** t, 1 - this.#options.beta2 ** t];
  }

  /** One step. `gradients` by name, as `tf.variableGrads` and our models give them. */
  update(gradients: ReadonlyMap<string, tf.Tensor>, step: StepInputs): void {
    const items: { item: Trained; gradient: tf.Tensor; offset: number }[] = [];
    let offset = 0;
    for (const item of this.#trained) {
      const gradient = gradients.get(item.name);
      if (gradient) items.push({ item, gradient, offset });
      offset += item.variable.size;
    }
    const gpu = fusedBackend();
    if (!gpu) {
      for (const { item, gradient, offset } of items) this.#updateByComposition(item, gradient, offset, step);
      return;
    }
    const group = tensorsADispatch(gpu.device.limits);
    for (let start = 0; start < items.length; start += group)
      this.#updateFused(items.slice(start, start + group), step);
  }

  /**
   * The averaged weights by name, in the shape of each. Made anew by each call: use it within `tf.tidy`.
   *
   * @returns null where no average is kept
   */
  averages(): ReadonlyMap<string, tf.Tensor> | null {
    if (!this.averaged) return null;
    let offset = 2 * this.#size;
    return new Map(
      this.#trained.map(({ name, variable: { size, shape } }) => {
        offset += size;
        return [name, tf.reshape(tf.slice(this.#state, offset - size, size), shape)];
      }),
    );
  }

  /** Moments, and the average where it is kept, for a checkpoint: [2 · parameters] or [3 · parameters]. */
  async state(): Promise<Float32Array<ArrayBuffer>> {
    return (await readTensors([this.#state]))[0]!;
  }

  load(state: Float32Array): void {
    overwrite(this.#state, state);
  }

  /** Back to no moments; the average begins at the weights as they are now. */
  reset(): void {
    tf.tidy(() => overwrite(this.#state, this.#initial()));
  }

  dispose(): void {
    this.#state.dispose();
  }

  #initial(): tf.Tensor1D {
    const moments = tf.tensor1d(new Float32Array(2 * this.#size));
    if (!this.averaged) return moments;
    return tf.concat1d([moments, ...this.#trained.map(({ variable }) => tf.reshape(variable, [-1]) as tf.Tensor1D)]);
  }

  #updateFused(items: { item: Trained; gradient: tf.Tensor; offset: number }[], step: StepInputs): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    let end = 0;
    const branches = items.map(({ item, offset }, i) => {
      const start = end;
      end += item.variable.size;
      const decay = decays(item) ? weightDecay : 0;
      return `if (i < ${end}u) {
    let j = i - ${start}u;
    p${i}[j] = adamw(p${i}[j], g${i}[j], ${offset}u + j, ${decay}f);
  }`;
    });
    const average = `let a = ${2 * this.#size}u + j;
  state[a] += step[${SCALAR.averageShare}] * (next - state[a]);`;
    fusedBackend()!.run({
      name: 'adamw',
      inputs: { step: step.tensor, ...Object.fromEntries(items.map(({ gradient }, i) => [`g${i}`, gradient])) },
      updates: {
        state: this.#state,
        ...Object.fromEntries(items.map(({ item }, i) => [`p${i}`, item.variable])),
      },
      outputs: {},
      invocations: end,
      code: `
fn adamw(p: f32, g: f32, j: u32, decay: f32) -> f32 {
  let lr = step[${SCALAR.learningRate}];
  let m = ${beta1}f * state[j] + ${1 - beta1}f * g;
  let v = ${beta2}f * state[${this.#size}u + j] + ${1 - beta2}f * g * g;
  state[j] = m;
  state[${this.#size}u + j] = v;
  let corrected = m / step[${SCALAR.biasCorrection1}];
  let scale = sqrt(v / step[${SCALAR.biasCorrection2}]) + ${epsilon}f;
  let next = p * (1.0 - lr * decay) - lr * corrected / scale;
  ${this.averaged ? average : ''}
  return next;
}
fn kernel(i: u32) {
  ${branches.join(' else ')}
}`,
    });
  }

  #updateByComposition(item: Trained, gradient: tf.Tensor, offset: number, step: StepInputs): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const { variable } = item;
    tf.tidy(() => {
      const scalar = (i: number) => tf.reshape(tf.slice(step.tensor, i, 1), []);
      const section = (i: number) => tf.slice(this.#state, i * this.#size + offset, variable.size);
      const lr = scalar(SCALAR.learningRate);
      const g = tf.reshape(gradient, [variable.size]);
      const m = tf.add(tf.mul(section(0), beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(section(1), beta2), tf.mul(tf.square(g), 1 - beta2));
      const corrected = tf.div(m, scalar(SCALAR.biasCorrection1));
      const scale = tf.add(tf.sqrt(tf.div(v, scalar(SCALAR.biasCorrection2))), epsilon);
      const decayed = decays(item) ? tf.mul(variable, tf.sub(1, tf.mul(lr, weightDecay))) : variable;
      variable.assign(tf.sub(decayed, tf.reshape(tf.mul(lr, tf.div(corrected, scale)), variable.shape)));
      this.#write(offset, m);
      this.#write(this.#size + offset, v);
      if (!this.averaged) return;
      const average = section(2);
      const way = tf.sub(tf.reshape(variable, [variable.size]), average);
      this.#write(2 * this.#size + offset, tf.add(average, tf.mul(way, scalar(SCALAR.averageShare))));
    });
  }

  /** Replaces a part of the state. */
  #write(start: number, values: tf.Tensor): void {
    const before = tf.slice(this.#state, 0, start);
    const after = tf.slice(this.#state, start + values.size);
    this.#state.assign(tf.concat([before, values, after]) as tf.Tensor1D);
  }
}
