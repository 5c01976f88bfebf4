import * as tf from '@tensorflow/tfjs-core';
import type { Distillation, KlNormalisation } from '../../experiment/config';
import { patchesOf, rollout } from '../../experiment/maps/rollout';
import { readTensors } from '../gpu/readback';
import type { FileTensor } from '../io/tensorData';
import { distillationLoss, TERM } from '../kernels/distillationLoss';
import { Deit } from '../models/deit';
import { resizePosEmbed } from '../models/posEmbed';
import { AdamW } from '../optim/adamw';
import { ROW, rowStart, SCALAR, stepLength } from '../step/layout';
import { StepInputs } from '../step/stepInputs';
import { gradientsOf } from '../train/gradients';

/** What of a fixture's `meta.json` is needed; see fixtures/README.md. */
export interface FixtureMeta {
  id: string;
  config: {
    imgSize: number;
    patchSize: number;
    inChans: number;
    embedDim: number;
    depth: number;
    numHeads: number;
    mlpRatio: number;
    numClasses: number;
    batch: number;
  };
  kinds: Record<
    string,
    { type: Distillation; labelSmoothing: number; tau?: number; alpha?: number; norm?: KlNormalisation }
  >;
  gradKinds: string[];
  labels: number[];
  optimizer: { lr: number; weightDecay: number; lossKind: string; storedSteps: number[] };
  posembedResize: { fromGrid: number; toGrid: number; keptRows: number };
}

/** Largest error of one group of values, and how many elements lie outside the tolerance. */
interface ParityGroup {
  group: string;
  maxAbsolute: number;
  /** Absolute error over the largest reference value of its array. */
  maxRelative: number;
  elements: number;
  outside: number;
  passed: boolean;
}

interface Tolerance {
  atol: number;
  rtol: number;
  /** Share of elements that may lie outside, by at most `slack` each. */
  share?: number;
  slack?: number;
}

/** Stated in fixtures/README.md, with the reference's own float32 noise. */
const TOLERANCES: Record<string, Tolerance> = {
  attn: { atol: 1e-5, rtol: 1e-4 },
  tokens: { atol: 5e-5, rtol: 1e-4 },
  logits: { atol: 3e-5, rtol: 1e-4 },
  loss: { atol: 2e-5, rtol: 1e-5 },
  grad: { atol: 2e-5, rtol: 1e-3 },
  adamw: { atol: 2e-5, rtol: 0, share: 1e-3, slack: 2 },
  'adamw alone': { atol: 1e-6, rtol: 0 },
  rollout: { atol: 2e-6, rtol: 1e-4 },
  posembed: { atol: 5e-6, rtol: 1e-5 },
};

/** Compares everything that a fixture holds with what this engine computes on the current backend. */
export async function checkParity(tensors: ReadonlyMap<string, FileTensor>, meta: FixtureMeta): Promise<ParityGroup[]> {
  const fixture = new Fixture(tensors, meta);
  try {
    await fixture.forward();
    await fixture.losses();
    await fixture.optimizer();
    fixture.positions();
    return fixture.groups();
  } finally {
    fixture.dispose();
  }
}

class Fixture {
  readonly #tensors: ReadonlyMap<string, FileTensor>;
  readonly #meta: FixtureMeta;
  readonly #model: Deit;
  readonly #images: tf.Tensor;
  readonly #teacher: tf.Tensor;
  readonly #groups = new Map<string, ParityGroup>();

  constructor(tensors: ReadonlyMap<string, FileTensor>, meta: FixtureMeta) {
    const { config } = meta;
    this.#tensors = tensors;
    this.#meta = meta;
    this.#model = new Deit(
      {
        imageSize: config.imgSize,
        patchSize: config.patchSize,
        dim: config.embedDim,
        depth: config.depth,
        heads: config.numHeads,
        mlpRatio: config.mlpRatio,
        distToken: true,
      },
      { channels: config.inChans, classes: config.numClasses },
      0,
    );
    this.#loadParameters();
    const { data, shape } = this.#reference('input');
    this.#images = tf.tidy(() => tf.keep(tf.transpose(tf.tensor(data, shape), [0, 2, 3, 1])));
    const teacher = this.#reference('teacher_logits');
    this.#teacher = tf.tensor(teacher.data, teacher.shape);
  }

  async forward(): Promise<void> {
    const { depth, numHeads, batch } = this.#meta.config;
    const attention: tf.Tensor[] = [];
    const blocks: tf.Tensor[] = [];
    const [cls, dist] = tf.tidy(() => {
      const heads = this.#model.forward(this.#images, {
        onAttention: (_, probabilities) => attention.push(tf.keep(probabilities)),
        onTokens: (_, tokens) => blocks.push(tf.keep(tf.add(tokens, 0))),
      });
      return [heads.cls, heads.dist!];
    });
    const [clsLogits, distLogits, ...rest] = await readTensors([cls!, dist!, ...attention, ...blocks]);
    const tokens = attention[0]!.shape[3]!;
    tf.dispose([cls!, dist!, ...attention, ...blocks]);
    this.#compare('logits', 'logits.cls', clsLogits!);
    this.#compare('logits', 'logits.dist', distLogits!);
    this.#compare(
      'logits',
      'logits.mean',
      clsLogits!.map((z, i) => (z + distLogits![i]!) / 2),
    );
    for (let i = 0; i < depth; i++) {
      this.#compare('attn', `attn.${i}`, rest[i]!);
      this.#compare('tokens', `tokens.${i}`, rest[depth + i]!);
    }
    const size = numHeads * tokens * tokens;
    for (const [token, name] of ['cls', 'dist'].entries()) {
      const maps = Array.from({ length: batch }, (_, b) => {
        const layers = rest.slice(0, depth).map((layer) => layer.subarray(b * size, (b + 1) * size));
        return [...patchesOf(rollout(layers, numHeads, tokens), token, 2, tokens)];
      });
      this.#compare('rollout', `rollout.${name}`, maps.flat());
    }
  }

  async losses(): Promise<void> {
    const { kinds, gradKinds } = this.#meta;
    for (const kind of Object.keys(kinds)) {
      const step = this.#step(kind);
      const { total, gradients } = this.#differentiate(kind, step);
      const names = [...gradients.keys()];
      const [value, ...arrays] = await readTensors([total, ...gradients.values()]);
      this.#compare('loss', `loss.${kind}`, value!);
      if (gradKinds.includes(kind)) {
        names.forEach((name, i) => {
          this.#compare('grad', `grad.${kind}.${name}`, arrays[i]!);
        });
      }
      tf.dispose([total, ...gradients.values()]);
      step.dispose();
    }
  }

  async optimizer(): Promise<void> {
    const { optimizer } = this.#meta;
    const { parameters } = this.#model;
    // First the optimiser alone, on the stored gradients.
    await this.#optimise(1, (name) => this.#reference(`grad.${optimizer.lossKind}.${name}`), 'adamw alone', 1);
    this.#loadParameters();
    await this.#optimise(Math.max(...optimizer.storedSteps), null, 'adamw', 2 * optimizer.lr);
    parameters.load(new Map(parameters.names.map((name) => [name, this.#parameter(name)])));
  }

  positions(): void {
    const { fromGrid, toGrid, keptRows } = this.#meta.posembedResize;
    const { embedDim } = this.#meta.config;
    const resized = resizePosEmbed(this.#parameter('pos_embed'), embedDim, keptRows, fromGrid, toGrid);
    this.#compare('posembed', 'posembed_resized', resized);
  }

  groups(): ParityGroup[] {
    return [...this.#groups.values()].map((group) => {
      const { share = 0 } = TOLERANCES[group.group]!;
      return { ...group, passed: group.passed && group.outside <= share * group.elements };
    });
  }

  dispose(): void {
    this.#model.dispose();
    tf.dispose([this.#images, this.#teacher]);
  }

  /** Steps on the same batch; compares the parameters after each stored one. */
  async #optimise(
    steps: number,
    stored: ((name: string) => FileTensor) | null,
    group: string,
    slackAStep: number,
  ): Promise<void> {
    const { optimizer } = this.#meta;
    const { parameters } = this.#model;
    const adamw = new AdamW(parameters.trainable, { weightDecay: optimizer.weightDecay });
    const step = this.#step(optimizer.lossKind);
    for (let t = 1; t <= steps; t++) {
      const values = step.values.slice();
      [values[SCALAR.biasCorrection1], values[SCALAR.biasCorrection2]] = adamw.biasCorrections(t) as [number, number];
      values[SCALAR.learningRate] = optimizer.lr;
      step.write(values);
      const { total, gradients } = this.#differentiate(optimizer.lossKind, step);
      if (!stored)
        this.#compareAt('loss', this.#reference('adamw.losses').data, t - 1, (await readTensors([total]))[0]!);
      if (stored) {
        for (const [name, gradient] of gradients) {
          const { data, shape } = stored(name);
          gradient.dispose();
          gradients.set(name, tf.tensor(data, shape));
        }
      }
      adamw.update(gradients, step);
      tf.dispose([total, ...gradients.values()]);
      if (!optimizer.storedSteps.includes(t)) continue;
      for (const [name, values] of await parameters.toArrays()) {
        this.#compare(group, `adamw.${t}.${name}`, values, slackAStep * t);
      }
    }
    adamw.dispose();
    step.dispose();
  }

  #differentiate(kind: string, step: StepInputs): { total: tf.Tensor; gradients: Map<string, tf.Tensor> } {
    const { type, norm = 'batchmean' } = this.#meta.kinds[kind]!;
    let total: tf.Tensor | undefined;
    const gradients = gradientsOf(this.#model.parameters.trainable, () => {
      const { cls, dist } = this.#model.forward(this.#images);
      const heads = { cls, dist: type === 'none' ? null : dist, teacher: type === 'none' ? null : this.#teacher };
      const terms = distillationLoss(heads, { distillation: type, klNormalisation: norm }, step);
      total = tf.keep(tf.slice(terms, TERM.total, 1));
      return tf.reshape(total, []);
    });
    return { total: total!, gradients };
  }

  #step(kind: string): StepInputs {
    const { tau = 1, alpha = 0, labelSmoothing } = this.#meta.kinds[kind]!;
    const { labels } = this.#meta;
    const values = new Float32Array(stepLength(labels.length, 0));
    values[SCALAR.tau] = tau;
    values[SCALAR.lambda] = alpha;
    values[SCALAR.labelSmoothing] = labelSmoothing;
    labels.forEach((label, b) => {
      values[rowStart(b) + ROW.label] = label;
    });
    const step = new StepInputs(values.length);
    step.write(values);
    return step;
  }

  #loadParameters(): void {
    const { parameters } = this.#model;
    parameters.load(new Map(parameters.names.map((name) => [name, this.#parameter(name)])));
  }

  #parameter(name: string): Float32Array {
    return Float32Array.from(this.#reference(`param.${name}`).data);
  }

  #reference(name: string): FileTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`The fixture has no array ${name}.`);
    return tensor;
  }

  #compareAt(group: string, reference: ArrayLike<number>, index: number, actual: ArrayLike<number>): void {
    this.#note(group, [reference[index]!], actual, () => false, 0);
  }

  #compare(group: string, name: string, actual: ArrayLike<number>, slack = 0): void {
    const { embedDim } = this.#meta.config;
    // The key bias has no true gradient: what Adam makes of its rounding noise is arbitrary (fixtures/README.md).
    const noise = (i: number) => name.endsWith('attn.qkv.bias') && i >= embedDim && i < 2 * embedDim;
    const skip = group.startsWith('adamw') ? noise : () => false;
    this.#note(group, this.#reference(name).data, actual, skip, slack);
  }

  #note(
    group: string,
    reference: ArrayLike<number>,
    actual: ArrayLike<number>,
    skip: (i: number) => boolean,
    slack: number,
  ): void {
    const { atol, rtol } = TOLERANCES[group]!;
    const seen = this.#groups.get(group) ?? {
      group,
      maxAbsolute: 0,
      maxRelative: 0,
      elements: 0,
      outside: 0,
      passed: true,
    };
    let scale = 0;
    for (let i = 0; i < reference.length; i++) scale = Math.max(scale, Math.abs(reference[i]!));
    if (actual.length !== reference.length) seen.passed = false;
    for (let i = 0; i < reference.length; i++) {
      if (skip(i)) continue;
      const error = Math.abs(actual[i]! - reference[i]!);
      seen.elements++;
      seen.maxAbsolute = Math.max(seen.maxAbsolute, error);
      if (scale > 0) seen.maxRelative = Math.max(seen.maxRelative, error / scale);
      if (error <= atol + rtol * Math.abs(reference[i]!)) continue;
      seen.outside++;
      // A NaN is never within any slack.
      if (!(error <= slack)) seen.passed = false;
    }
    this.#groups.set(group, seen);
  }
}
