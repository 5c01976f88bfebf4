import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import { overwrite } from '../gpu/overwrite';
import { readTensors } from '../gpu/readback';
import { SCALAR } from '../step/layout';
import type { StepInputs } from '../step/stepInputs';

interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Whether to keep a moving average of the weights (EMA). */
  averaged: boolean;
}

const ADAMW_DEFAULTS: AdamWOptions = {
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
function tensorsPerDispatch(limits: GPUSupportedLimits): number {
  return Math.floor((limits.maxStorageBuffersPerShaderStage - 2) / 2);
}

/** Tensors of one dispatch and their state in one buffer. No device can bind the whole state of a large model at once. */
interface Group {
  tensors: { item: Trained; start: number }[];
  /** Numbers of all its tensors. */
  size: number;
  /** First moments of all tensors one after the other, then all second moments, then the average, if there is one. */
  state: tf.Variable;
}

/**
 * AdamW with decoupled decay (Loshchilov and Hutter; torch.optim.AdamW): p ← p·(1 − lr·wd), then the Adam step with ε added
 * after the square root of the corrected second moment. With `averaged`, a moving average of the weights follows them in the
 * same dispatch. Everything is updated in place; the learning rate, the bias corrections and the average's share come from the
 * step inputs, so a captured step needs no other change.
 */
export class AdamW {
  readonly #options: AdamWOptions;
  /** Whether a moving average of the weights is kept. */
  readonly averaged: boolean;
  readonly #groups: Group[] = [];
  /** State values per trained weight: 2, or 3 with the average. */
  readonly #copies: 2 | 3;

  constructor(trained: readonly Trained[], options: Partial<AdamWOptions> = {}) {
    this.#options = { ...ADAMW_DEFAULTS, ...options };
    this.averaged = this.#options.averaged;
    this.#copies = this.averaged ? 3 : 2;
    const gpu = fusedBackend();
    const most = gpu ? tensorsPerDispatch(gpu.device.limits) : 1;
    for (let first = 0; first < trained.length; first += most) {
      let size = 0;
      const tensors = trained.slice(first, first + most).map((item) => {
        size += item.variable.size;
        return { item, start: size - item.variable.size };
      });
      const state = tf.tidy(() => tf.variable(tf.tensor1d(new Float32Array(this.#copies * size)), false));
      this.#groups.push({ tensors, size, state });
    }
    this.#startAverage();
  }

  /** @returns [1 − β₁ᵗ, 1 − β₂ᵗ] of the t-th step, t from 1. */
  biasCorrections(t: number): [number, number] {
    return [1 - this.#options.beta1 ** t, 1 - this.#options.beta2 ** t];
  }

  /** One step. `gradients` by name, as `tf.variableGrads` and our models give them. */
  update(gradients: ReadonlyMap<string, tf.Tensor>, step: StepInputs): void {
    const fused = fusedBackend() !== null;
    for (const group of this.#groups) {
      const items = group.tensors.flatMap(({ item, start }) => {
        const gradient = gradients.get(item.name);
        return gradient ? [{ item, start, gradient }] : [];
      });
      if (items.length === 0) continue;
      if (fused) this.#updateFused(items, group, step);
      else for (const item of items) this.#updateByComposition(item, group, step);
    }
  }

  /**
   * The averaged weights by name, in the shape of each. Each call makes new tensors: use it within `tf.tidy`.
   *
   * @returns null without an average
   */
  averages(): ReadonlyMap<string, tf.Tensor> | null {
    if (!this.averaged) return null;
    return new Map(
      this.#groups.flatMap(({ tensors, size, state }) =>
        tensors.map(({ item: { name, variable }, start }) => [
          name,
          tf.reshape(tf.slice(state, 2 * size + start, variable.size), variable.shape),
        ]),
      ),
    );
  }

  /** First moments of all tensors, all second moments, and the average if there is one, for a checkpoint: [copies · parameters]. */
  async state(): Promise<Float32Array<ArrayBuffer>> {
    const parts = await readTensors(this.#groups.map(({ state }) => state));
    const all = new Float32Array(this.#copies * this.#size);
    this.#eachPart((group, copy, at) => all.set(parts[group]!.subarray(copy.start, copy.end), at));
    return all;
  }

  load(state: Float32Array): void {
    const parts = this.#groups.map(({ size }) => new Float32Array(this.#copies * size));
    this.#eachPart((group, copy, at) => parts[group]!.set(state.subarray(at, at + copy.end - copy.start), copy.start));
    for (const [i, group] of this.#groups.entries()) overwrite(group.state, parts[i]!);
  }

  /** Zeroes the moments and sets the average to the current weights. */
  reset(): void {
    for (const { state } of this.#groups) overwrite(state, new Float32Array(state.size));
    this.#startAverage();
  }

  dispose(): void {
    for (const { state } of this.#groups) state.dispose();
  }

  get #size(): number {
    return this.#groups.reduce((sum, { size }) => sum + size, 0);
  }

  /** Where each group's copies lie in its own state, and in that of a checkpoint. */
  #eachPart(visit: (group: number, copy: { start: number; end: number }, at: number) => void): void {
    let at = 0;
    for (let copy = 0; copy < this.#copies; copy++)
      for (const [group, { size }] of this.#groups.entries()) {
        visit(group, { start: copy * size, end: (copy + 1) * size }, at);
        at += size;
      }
  }

  /** Sets the average to the current weights, in place: a large model has no memory for a second copy. */
  #startAverage(): void {
    if (!this.averaged) return;
    const gpu = fusedBackend();
    for (const group of this.#groups)
      for (const { item, start } of group.tensors) {
        const { variable } = item;
        const offset = 2 * group.size + start;
        if (gpu)
          gpu.run({
            name: 'startAverage',
            inputs: { weight: variable },
            updates: { state: group.state },
            outputs: {},
            invocations: variable.size,
            code: `fn kernel(i: u32) { state[${offset}u + i] = weight[i]; }`,
          });
        else tf.tidy(() => this.#write(group, offset, tf.reshape(variable, [-1])));
      }
  }

  #updateFused(
    items: { item: Trained; gradient: tf.Tensor; start: number }[],
    { size, state }: Group,
    step: StepInputs,
  ): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    let end = 0;
    const branches = items.map(({ item, start: offset }, i) => {
      const start = end;
      end += item.variable.size;
      const decay = decays(item) ? weightDecay : 0;
      return `if (i < ${end}u) {
    let j = i - ${start}u;
    p${i}[j] = adamw(p${i}[j], g${i}[j], ${offset}u + j, ${decay}f);
  }`;
    });
    const average = `let a = ${2 * size}u + j;
  state[a] += step[${SCALAR.averageShare}] * (next - state[a]);`;
    fusedBackend()!.run({
      name: 'adamw',
      inputs: { step: step.tensor, ...Object.fromEntries(items.map(({ gradient }, i) => [`g${i}`, gradient])) },
      updates: {
        state,
        ...Object.fromEntries(items.map(({ item }, i) => [`p${i}`, item.variable])),
      },
      outputs: {},
      invocations: end,
      code: `
fn adamw(p: f32, g: f32, j: u32, decay: f32) -> f32 {
  let lr = step[${SCALAR.learningRate}];
  let m = ${beta1}f * state[j] + ${1 - beta1}f * g;
  let v = ${beta2}f * state[${size}u + j] + ${1 - beta2}f * g * g;
  state[j] = m;
  state[${size}u + j] = v;
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

  #updateByComposition(
    { item, gradient, start }: { item: Trained; gradient: tf.Tensor; start: number },
    group: Group,
    step: StepInputs,
  ): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const { variable } = item;
    tf.tidy(() => {
      const scalar = (i: number) => tf.reshape(tf.slice(step.tensor, i, 1), []);
      const section = (i: number) => tf.slice(group.state, i * group.size + start, variable.size);
      const lr = scalar(SCALAR.learningRate);
      const g = tf.reshape(gradient, [variable.size]);
      const m = tf.add(tf.mul(section(0), beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(section(1), beta2), tf.mul(tf.square(g), 1 - beta2));
      const corrected = tf.div(m, scalar(SCALAR.biasCorrection1));
      const scale = tf.add(tf.sqrt(tf.div(v, scalar(SCALAR.biasCorrection2))), epsilon);
      const decayed = decays(item) ? tf.mul(variable, tf.sub(1, tf.mul(lr, weightDecay))) : variable;
      variable.assign(tf.sub(decayed, tf.reshape(tf.mul(lr, tf.div(corrected, scale)), variable.shape)));
      this.#write(group, start, m);
      this.#write(group, group.size + start, v);
      if (!this.averaged) return;
      const average = section(2);
      const way = tf.sub(tf.reshape(variable, [variable.size]), average);
      this.#write(group, 2 * group.size + start, tf.add(average, tf.mul(way, scalar(SCALAR.averageShare))));
    });
  }

  /** Replaces a part of a group's state. */
  #write({ state }: Group, start: number, values: tf.Tensor): void {
    const before = tf.slice(state, 0, start);
    const after = tf.slice(state, start + values.size);
    state.assign(tf.concat([before, values, after]) as tf.Tensor1D);
  }
}
