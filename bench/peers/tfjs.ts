import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Peer, Workload } from '../workload';

const NAME = 'webgpu-stock';

/**
 * The same student by TensorFlow.js as it comes: tensor operations, `variableGrads` and `tf.train.adam`, as its own layers would
 * call them. Adam without weight decay, which it does not have: that is less work, not more.
 */
export async function stockTfjs({ config, data, weights, images, labels, teacherLabels }: Workload): Promise<Peer> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
    },
  });
  const previous = tf.getBackend();
  const backend = new WebGPUBackend(device, adapter.info);
  if (tf.getKernelsForBackend(NAME).length === 0) tf.copyRegisteredKernels('webgpu', NAME);
  tf.registerBackend(NAME, () => backend, 0);
  await tf.setBackend(NAME);

  const { batchSize: batch, imageSize, patchSize, dim, depth, heads } = config;
  const grid = imageSize / patchSize;
  const patches = grid ** 2;
  const tokens = patches + 2;
  const size = dim / heads;
  const { channels, classes } = data;
  const variables = new Map(
    [...weights].map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values.slice(), shape))]),
  );
  const p = (name: string) => variables.get(name)!;
  const x = tf.keep(tf.tensor4d(images.slice(), [batch, imageSize, imageSize, channels]));
  const oneHot = (indices: Int32Array) =>
    tf.keep(tf.cast(tf.oneHot(tf.tensor1d(indices, 'int32'), classes), 'float32'));
  const label = oneHot(labels);
  const taught = oneHot(teacherLabels);

  const linear = (x: tf.Tensor2D, name: string) =>
    tf.add(tf.matMul(x, p(`${name}.weight`) as tf.Tensor2D, false, true), p(`${name}.bias`)) as tf.Tensor2D;
  const norm = (x: tf.Tensor, name: string) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-6)));
    return tf.add(tf.mul(scaled, p(`${name}.weight`)), p(`${name}.bias`)) as tf.Tensor2D;
  };
  const gelu = (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)) as tf.Tensor2D;
  const attention = (x: tf.Tensor2D, block: string) => {
    const qkv = tf.transpose(
      tf.reshape(linear(x, `${block}.attn.qkv`), [batch, tokens, 3, heads, size]),
      [2, 0, 3, 1, 4],
    );
    const [q, k, v] = tf.unstack(qkv) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), size ** -0.5));
    const mixed = tf.transpose(tf.matMul(weights as tf.Tensor4D, v), [0, 2, 1, 3]);
    return linear(tf.reshape(mixed, [batch * tokens, dim]), `${block}.attn.proj`);
  };
  const forward = () => {
    const cut = tf.transpose(tf.reshape(x, [batch, grid, patchSize, grid, patchSize, channels]), [0, 1, 3, 5, 2, 4]);
    const flat = tf.reshape(cut, [batch * patches, channels * patchSize ** 2]) as tf.Tensor2D;
    const kernel = tf.reshape(p('patch_embed.proj.weight'), [dim, channels * patchSize ** 2]) as tf.Tensor2D;
    const embedded = tf.add(tf.matMul(flat, kernel, false, true), p('patch_embed.proj.bias'));
    const prefix = (name: string) => tf.tile(p(name), [batch, 1, 1]);
    const all = tf.concat([prefix('cls_token'), prefix('dist_token'), tf.reshape(embedded, [batch, patches, dim])], 1);
    let h = tf.reshape(tf.add(all, p('pos_embed')), [batch * tokens, dim]) as tf.Tensor2D;
    for (let i = 0; i < depth; i++) {
      const block = `blocks.${i}`;
      h = tf.add(h, attention(norm(h, `${block}.norm1`), block));
      const hidden = gelu(linear(norm(h, `${block}.norm2`), `${block}.mlp.fc1`));
      h = tf.add(h, linear(hidden, `${block}.mlp.fc2`));
    }
    const first = tf.slice(tf.reshape(h, [batch, tokens, dim]), [0, 0, 0], [batch, 2, dim]);
    const [cls, dist] = tf.unstack(norm(first, 'norm'), 1) as [tf.Tensor2D, tf.Tensor2D];
    return [linear(cls, 'head'), linear(dist, 'head_dist')] as const;
  };
  const crossEntropy = (target: tf.Tensor, logits: tf.Tensor) =>
    tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1)));
  const loss = () => {
    const [cls, dist] = forward();
    const [ofLabel, ofTeacher] = [crossEntropy(label, cls), crossEntropy(taught, dist)];
    return tf.mul(tf.add(ofLabel, ofTeacher), 0.5) as tf.Scalar;
  };
  const optimizer = tf.train.adam(config.learningRate);
  await tf.setBackend(previous);

  return {
    name: 'tfjs',
    step: async () => {
      await tf.setBackend(NAME);
      const start = performance.now();
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
        return value;
      });
      const encodeMs = performance.now() - start;
      const [total] = await value.data();
      value.dispose();
      await tf.setBackend(previous);
      return { loss: total!, encodeMs };
    },
    dispose: () => {
      // With its device everything of it goes.
      device.destroy();
    },
  };
}
