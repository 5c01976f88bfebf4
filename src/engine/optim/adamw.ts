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
}

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05 };

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

/** Tensors in one dispatch: step inputs and moments take two bindings, each tensor two more. */
function tensorsADispatch(limits: GPUSupportedLimits): number {
  return Math.floor((limits.maxStorageBuffersPerShaderStage - 2) / 2);
}

/**
 * AdamW with decoupled decay (Loshchilov and Hutter; torch.optim.AdamW): p ← p·(1 − lr·wd), then the Adam step with ε added
 * after the square root of the corrected second moment. Everything is updated in place; the learning rate and the bias
 * corrections come from the step inputs, so a captured step needs no other change.
 */
export class AdamW {
  readonly #trained: readonly Trained[];
  readonly #options: AdamWOptions;
  /** First moments of all tensors one after the other, then all second moments. */
  readonly #moments: tf.Variable;
  readonly #size: number;

  constructor(trained: readonly Trained[], options: Partial<AdamWOptions> = {}) {
    this.#trained = trained;
    this.#options = { ...ADAMW_DEFAULTS, ...options };
    this.#size = trained.reduce((sum, { variable }) => sum + variable.size, 0);
    this.#moments = tf.tidy(() => tf.variable(tf.tensor1d(new Float32Array(2 * this.#size)), false));
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

  /** Moments for a checkpoint, [2 · parameters]. */
  async state(): Promise<Float32Array<ArrayBuffer>> {
    return (await readTensors([this.#moments]))[0]!;
  }

  load(state: Float32Array): void {
    overwrite(this.#moments, state);
  }

  reset(): void {
    this.load(new Float32Array(2 * this.#size));
  }

  dispose(): void {
    this.#moments.dispose();
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
    fusedBackend()!.run({
      name: 'adamw',
      inputs: { step: step.tensor, ...Object.fromEntries(items.map(({ gradient }, i) => [`g${i}`, gradient])) },
      updates: {
        moments: this.#moments,
        ...Object.fromEntries(items.map(({ item }, i) => [`p${i}`, item.variable])),
      },
      outputs: {},
      invocations: end,
      code: `
fn adamw(p: f32, g: f32, j: u32, decay: f32) -> f32 {
  let lr = step[${SCALAR.learningRate}];
  let m = ${beta1}f * moments[j] + ${1 - beta1}f * g;
  let v = ${beta2}f * moments[${this.#size}u + j] + ${1 - beta2}f * g * g;
  moments[j] = m;
  moments[${this.#size}u + j] = v;
  let corrected = m / step[${SCALAR.biasCorrection1}];
  let scale = sqrt(v / step[${SCALAR.biasCorrection2}]) + ${epsilon}f;
  return p * (1.0 - lr * decay) - lr * corrected / scale;
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
      const lr = scalar(SCALAR.learningRate);
      const g = tf.reshape(gradient, [variable.size]);
      const m = tf.add(tf.mul(tf.slice(this.#moments, offset, variable.size), beta1), tf.mul(g, 1 - beta1));
      const second = this.#size + offset;
      const v = tf.add(tf.mul(tf.slice(this.#moments, second, variable.size), beta2), tf.mul(tf.square(g), 1 - beta2));
      const end = offset + variable.size;
      this.#moments.assign(
        tf.concat([
          tf.slice(this.#moments, 0, offset),
          m as tf.Tensor1D,
          tf.slice(this.#moments, end, second - end),
          v as tf.Tensor1D,
          tf.slice(this.#moments, second + variable.size),
        ]) as tf.Tensor1D,
      );
      const corrected = tf.div(m, scalar(SCALAR.biasCorrection1));
      const scale = tf.add(tf.sqrt(tf.div(v, scalar(SCALAR.biasCorrection2))), epsilon);
      const decayed = decays(item) ? tf.mul(variable, tf.sub(1, tf.mul(lr, weightDecay))) : variable;
      variable.assign(tf.sub(decayed, tf.reshape(tf.mul(lr, tf.div(corrected, scale)), variable.shape)));
    });
  }
}
