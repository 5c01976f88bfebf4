import { defaultDevice, init, type Array as JaxArray, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { LAYER_NORM_EPSILON } from '../../src/engine/kernels/layerNorm/reference';
import { BETA1, BETA2, decayed, type Given, oneHot, type Peer, transposed } from './peer';

type Weights = Record<string, JaxArray>;
type State = { weights: Weights; first: Weights; second: Weights; count: JaxArray };

/** @throws Error if jax-js finds no WebGPU */
export async function openJax(): Promise<void> {
  if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js found no WebGPU.');
  defaultDevice('webgpu');
}

/** The whole step in one `jit`: forward, both losses, gradients, AdamW. */
export class JaxJs implements Peer {
  #state: State;
  #loss: JaxArray | null = null;
  readonly #images: JaxArray;
  readonly #labels: JaxArray;
  readonly #teacher: JaxArray;
  readonly #step: ReturnType<typeof stepOf>;

  constructor(given: Given) {
    const { config, channels, classes } = given;
    const initial = transposed(given);
    const filled = (make: (values: Float32Array<ArrayBuffer>, shape: number[]) => JaxArray): Weights =>
      Object.fromEntries([...initial].map(([name, { values, shape }]) => [name, make(values, shape)]));
    const zeros = () => filled((_, shape) => np.zeros(shape));
    this.#state = {
      weights: filled((values, shape) => np.array(values, { shape })),
      first: zeros(),
      second: zeros(),
      count: np.array(new Float32Array([0]), { shape: [1] }),
    };
    const { batchSize: batch, imageSize: side } = config;
    this.#images = np.array(given.images.slice(), { shape: [batch, side, side, channels] });
    this.#labels = np.array(oneHot(given.labels, classes), { shape: [batch, classes] });
    this.#teacher = np.array(given.teacherLogits.slice(), { shape: [batch, classes] });
    this.#step = stepOf(given);
  }

  step(): void {
    this.#loss?.dispose();
    const { loss, ...state } = this.#step(this.#state, this.#images.ref, this.#labels.ref, this.#teacher.ref);
    this.#state = state;
    this.#loss = loss;
  }

  async loss(): Promise<number> {
    return (await this.#loss!.ref.data())[0]!;
  }

  dispose(): void {
    const { weights, first, second, count } = this.#state;
    for (const group of [weights, first, second]) for (const array of Object.values(group)) array.dispose();
    for (const array of [count, this.#images, this.#labels, this.#teacher]) array.dispose();
    this.#loss?.dispose();
    this.#step.dispose();
  }
}

function stepOf(given: Given) {
  const { learningRate, weightDecay } = given.config;
  const objective = (weights: Weights, images: JaxArray, labels: JaxArray, teacher: JaxArray) =>
    lossOf(given, weights, images, labels, teacher);
  return jit(({ weights, first, second, count }: State, images: JaxArray, labels: JaxArray, teacher: JaxArray) => {
    const held = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight.ref]));
    const [loss, gradients] = valueAndGrad(objective)(held, images, labels, teacher) as unknown as [JaxArray, Weights];
    const next: State = { weights: {}, first: {}, second: {}, count: count.add(1) };
    const correction = (beta: number) =>
      np
        .exp(next.count.ref.mul(Math.log(beta)))
        .mul(-1)
        .add(1);
    const [correction1, correction2] = [correction(BETA1), correction(BETA2)];
    for (const name of Object.keys(weights)) {
      const gradient = gradients[name]!;
      const m = first[name]!.mul(BETA1).add(gradient.ref.mul(1 - BETA1));
      const v = second[name]!.mul(BETA2).add(np.square(gradient).mul(1 - BETA2));
      const way = m.ref.div(correction1.ref).div(np.sqrt(v.ref.div(correction2.ref)).add(1e-8));
      const kept = decayed(name) ? weights[name]!.mul(1 - learningRate * weightDecay) : weights[name]!;
      next.weights[name] = kept.sub(way.mul(learningRate));
      next.first[name] = m;
      next.second[name] = v;
    }
    correction1.dispose();
    correction2.dispose();
    return { ...next, loss };
  });
}

/** Uses each argument once, as jax-js requires. */
function lossOf(
  { config, channels, classes }: Given,
  p: Weights,
  images: JaxArray,
  labels: JaxArray,
  teacher: JaxArray,
): JaxArray {
  const { batchSize: batch, imageSize, patchSize: patch, dim, depth, heads, lambda } = config;
  const grid = imageSize / patch;
  const linear = (x: JaxArray, name: string) => np.matmul(x, p[`${name}.weight`]!).add(p[`${name}.bias`]!);
  const norm = (x: JaxArray, name: string) => {
    const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
    return centred
      .div(np.sqrt(variance.add(LAYER_NORM_EPSILON)))
      .mul(p[`${name}.weight`]!)
      .add(p[`${name}.bias`]!);
  };
  const rows = images
    .reshape([batch, grid, patch, grid, patch, channels])
    .transpose([0, 1, 3, 5, 2, 4])
    .reshape([batch * grid * grid, channels * patch * patch]);
  const patches = linear(rows, 'patch_embed.proj').reshape([batch, grid * grid, dim]);
  const prefix = ['cls_token', 'dist_token'].map((name) => np.broadcastTo(p[name]!, [batch, 1, dim]));
  let x = np.concatenate([...prefix, patches], 1).add(p.pos_embed!);
  const tokens = grid * grid + 2;
  for (let i = 0; i < depth; i++) {
    const name = `blocks.${i}`;
    const flat = norm(x.ref, `${name}.norm1`).reshape([batch * tokens, dim]);
    const qkv = linear(flat, `${name}.attn.qkv`).reshape([batch, tokens, 3, heads, dim / heads]);
    const [q, k, v] = np
      .split(qkv.transpose([2, 0, 3, 1, 4]), 3, 0)
      .map((part) => part.reshape([batch, heads, tokens, dim / heads])) as [JaxArray, JaxArray, JaxArray];
    const attention = nn.softmax(np.matmul(q, k.transpose([0, 1, 3, 2])).mul((dim / heads) ** -0.5));
    const mixed = np
      .matmul(attention, v)
      .transpose([0, 2, 1, 3])
      .reshape([batch * tokens, dim]);
    x = x.add(linear(mixed, `${name}.attn.proj`).reshape([batch, tokens, dim]));
    const hidden = linear(norm(x.ref, `${name}.norm2`).reshape([batch * tokens, dim]), `${name}.mlp.fc1`);
    x = x.add(linear(nn.gelu(hidden, { approximate: false }), `${name}.mlp.fc2`).reshape([batch, tokens, dim]));
  }
  const [first, second, rest] = np.split(x, [1, 2], 1) as [JaxArray, JaxArray, JaxArray];
  rest.dispose();
  const both = norm(np.concatenate([first, second], 1), 'norm');
  const [cls, dist] = np.split(both, 2, 1).map((token) => token.reshape([batch, dim])) as [JaxArray, JaxArray];
  const crossEntropy = (targets: JaxArray, logits: JaxArray) =>
    np.sum(targets.mul(nn.logSoftmax(logits))).mul(-1 / batch);
  const target = nn.oneHot(np.argmax(teacher, -1), classes);
  const label = crossEntropy(labels, linear(cls, 'head'));
  return label.mul(1 - lambda).add(crossEntropy(target, linear(dist, 'head_dist')).mul(lambda));
}
