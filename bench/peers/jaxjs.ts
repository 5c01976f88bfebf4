import { defaultDevice, init, type Array as JaxArray, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Peer, Workload } from '../workload';

type Weights = { [name: string]: JaxArray };

/** The same student by jax-js, with the whole step (both losses, gradients and AdamW) in one `jit`. */
export async function jaxjs({ config, data, weights, images, labels, teacherLabels }: Workload): Promise<Peer> {
  await init('webgpu');
  defaultDevice('webgpu');
  const { batchSize: batch, imageSize, patchSize, dim, depth, heads, learningRate, weightDecay } = config;
  const grid = imageSize / patchSize;
  const patches = grid ** 2;
  const tokens = patches + 2;
  const size = dim / heads;
  const { channels, classes } = data;

  const arrays = (make: (values: Float32Array, shape: number[]) => JaxArray): Weights =>
    Object.fromEntries([...weights].map(([name, { shape, values }]) => [name, make(values, shape)]));
  const oneHot = (indices: Int32Array) => {
    const rows = new Float32Array(batch * classes);
    indices.forEach((label, b) => {
      rows[b * classes + label] = 1;
    });
    return np.array(rows).reshape([batch, classes]);
  };

  /** Every use of an array takes one reference; what is left over is given back at the end. */
  const forward = (w: Weights, images: JaxArray): [JaxArray, JaxArray] => {
    const p = (name: string) => w[name]!.ref;
    const linear = (x: JaxArray, name: string) => np.matmul(x, p(`${name}.weight`).transpose()).add(p(`${name}.bias`));
    const norm = (x: JaxArray, name: string) =>
      nn
        .standardize(x, -1, { epsilon: 1e-6 })
        .mul(p(`${name}.weight`))
        .add(p(`${name}.bias`));
    const flat = images
      .reshape([batch, grid, patchSize, grid, patchSize, channels])
      .transpose([0, 1, 3, 5, 2, 4])
      .reshape([batch * patches, channels * patchSize ** 2]);
    const kernel = p('patch_embed.proj.weight').reshape([dim, channels * patchSize ** 2]);
    const embedded = np.matmul(flat, kernel.transpose()).add(p('patch_embed.proj.bias'));
    const prefix = (name: string) => np.broadcastTo(p(name), [batch, 1, dim]);
    let h = np
      .concatenate([prefix('cls_token'), prefix('dist_token'), embedded.reshape([batch, patches, dim])], 1)
      .add(p('pos_embed'))
      .reshape([batch * tokens, dim]);
    for (let i = 0; i < depth; i++) {
      const block = `blocks.${i}`;
      const qkv = linear(norm(h.ref, `${block}.norm1`), `${block}.attn.qkv`)
        .reshape([batch, tokens, 3, heads, size])
        .transpose([2, 0, 3, 1, 4]);
      const [q, k, v] = np.split(qkv, 3, 0).map((part) => part.reshape([batch, heads, tokens, size])) as [
        JaxArray,
        JaxArray,
        JaxArray,
      ];
      const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(size ** -0.5);
      const mixed = np
        .matmul(nn.softmax(scores, -1), v)
        .transpose([0, 2, 1, 3])
        .reshape([batch * tokens, dim]);
      h = h.add(linear(mixed, `${block}.attn.proj`));
      const hidden = nn.gelu(linear(norm(h.ref, `${block}.norm2`), `${block}.mlp.fc1`), { approximate: false });
      h = h.add(linear(hidden, `${block}.mlp.fc2`));
    }
    const [cls, dist] = np
      .split(h.reshape([batch, tokens, dim]), [1, 2], 1)
      .slice(0, 2)
      .map((token) => norm(token.reshape([batch, dim]), 'norm')) as [JaxArray, JaxArray];
    return [linear(cls, 'head'), linear(dist, 'head_dist')];
  };
  const crossEntropy = (target: JaxArray, logits: JaxArray) =>
    nn
      .logSoftmax(logits, -1)
      .mul(target)
      .sum()
      .mul(-1 / batch);
  const lossOf = (w: Weights, images: JaxArray, label: JaxArray, taught: JaxArray) => {
    const [cls, dist] = forward(w, images);
    return crossEntropy(label, cls).add(crossEntropy(taught, dist)).mul(0.5);
  };
  const [beta1, beta2] = [0.9, 0.999];
  const decayed = (name: string) =>
    name.endsWith('.weight') && weights.get(name)!.shape.length > 1 ? 1 - learningRate * weightDecay : 1;
  /** One AdamW step; corrections are 1 − βᵗ. */
  const step = jit(
    (
      w: Weights,
      first: Weights,
      second: Weights,
      batchOf: { images: JaxArray; label: JaxArray; taught: JaxArray; correction1: JaxArray; correction2: JaxArray },
    ) => {
      const { images, label, taught, correction1, correction2 } = batchOf;
      const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(w), images, label, taught) as unknown as [
        JaxArray,
        Weights,
      ];
      const next: [Weights, Weights, Weights] = [{}, {}, {}];
      for (const name of weights.keys()) {
        const g = gradients[name]!;
        const m = first[name]!.mul(beta1).add(g.ref.mul(1 - beta1));
        const v = second[name]!.mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
        const root = np.sqrt(v.ref.div(correction2.ref)).add(1e-8);
        const update = m.ref.div(correction1.ref).div(root).mul(learningRate);
        next[0][name] = w[name]!.mul(decayed(name)).sub(update);
        next[1][name] = m;
        next[2][name] = v;
      }
      return { weights: next[0], first: next[1], second: next[2], loss };
    },
  );

  let state = {
    weights: arrays((values, shape) => np.array(values.slice()).reshape(shape)),
    first: arrays((_, shape) => np.zeros(shape)),
    second: arrays((_, shape) => np.zeros(shape)),
  };
  const x = np.array(images.slice()).reshape([batch, imageSize, imageSize, channels]);
  const [label, taught] = [oneHot(labels), oneHot(teacherLabels)];
  let done = 0;
  return {
    name: 'jaxjs',
    step: async () => {
      done++;
      const start = performance.now();
      const { loss, ...next } = step(state.weights, state.first, state.second, {
        images: x.ref,
        label: label.ref,
        taught: taught.ref,
        correction1: np.array(1 - beta1 ** done),
        correction2: np.array(1 - beta2 ** done),
      });
      state = next;
      const encodeMs = performance.now() - start;
      const [total] = await loss.data();
      return { loss: total!, encodeMs };
    },
    dispose: () => {
      for (const array of [...Object.values(state).flatMap((tree) => Object.values(tree)), x, label, taught])
        array.dispose();
    },
  };
}
