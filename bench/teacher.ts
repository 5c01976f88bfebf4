/**
 * A training step of the residual teacher, ours beside stock tfjs on the same adapter, taking turns:
 * node scripts/run.mjs bench/teacher.ts [--width n] [--batch n] [--size n] [--rounds n] [--json file]
 *
 * Ours is the whole step of `TeacherTrainer`: gather, crop and normalise, forward, loss, backward, AdamW, captured and replayed.
 * Stock is the same network in tfjs's operations with `tf.train.adam` on pictures that lie ready; its device is tfjs's own. Both
 * wait for the loss of each step.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { installNodeGpu } from '../scripts/nodeGpu';
import type { ImageDataset } from '../src/engine/data/dataset';

const CLASSES = 10;
const CHANNELS = 3;
const STEPS_A_ROUND = 3;

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      width: { type: 'string', default: '16' },
      batch: { type: 'string', default: '64' },
      size: { type: 'string', default: '32' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  });
  const [width, batch, size, rounds] = [values.width, values.batch, values.size, values.rounds].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  await installNodeGpu();
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-webgpu');
  // Ours takes the name `webgpu`; tfjs's backend goes on under another with the same kernels.
  tf.registerBackend('stock', tf.findBackendFactory('webgpu'), 1);
  tf.copyRegisteredKernels('webgpu', 'stock');
  tf.env().set('WEBGPU_USE_NAIVE_CONV2D_TRANSPOSE', false);

  const { openGpu } = await import('../src/engine/gpu/device');
  const { architectureOf, teacherMacs } = await import('../src/engine/models/teachers');
  const { resnetPlan } = await import('../src/engine/models/resnet');
  const { teacherRecipe } = await import('../src/experiment/teacherRecipe');
  const { TeacherTrainer } = await import('../src/engine/train/teacherTrainer');
  const { StockNetwork, normal } = await import('./stockNetwork');
  const { adapterName, backend } = await openGpu();

  const recipe = teacherRecipe('own', { width, batchSize: batch });
  const architecture = architectureOf(recipe, { channels: CHANNELS, classes: CLASSES }, size);
  if (architecture.family === 'transformer') throw new Error('The recipe of this benchmark is residual.');
  const ours = new TeacherTrainer(recipe, noise(4 * batch, size));
  const stepOurs = async () => {
    ours.run();
    return (await ours.losses(1))[0]!.loss;
  };

  await tf.setBackend('stock');
  const stock = new StockNetwork(resnetPlan(architecture), recipe.learningRate);
  const images = normal('images', [batch, size, size, CHANNELS]) as Tensor4D;
  const labels = tf.oneHot(
    Array.from({ length: batch }, (_, i) => i % CLASSES),
    CLASSES,
  ) as Tensor2D;
  const stepStock = async () => {
    const loss = stock.step(images, labels);
    const [value] = await loss.data();
    loss.dispose();
    return value!;
  };

  const turns = [
    { name: 'ours', backend: 'webgpu', step: stepOurs, milliseconds: [] as number[], losses: [] as number[] },
    {
      name: 'stock tfjs 4.22',
      backend: 'stock',
      step: stepStock,
      milliseconds: [] as number[],
      losses: [] as number[],
    },
  ];
  for (let round = -1; round < rounds; round++) {
    for (const turn of turns) {
      await tf.setBackend(turn.backend);
      const start = performance.now();
      for (let i = 0; i < STEPS_A_ROUND; i++) turn.losses.push(await turn.step());
      // The first round compiles shaders and captures.
      if (round >= 0) turn.milliseconds.push((performance.now() - start) / STEPS_A_ROUND);
    }
  }

  const macs = teacherMacs(architecture, size);
  console.log(
    `${adapterName}; ResNet, width ${width}, ${size}×${size}×${CHANNELS}, batch ${batch}, ${macs} MAC a picture`,
  );
  const results = turns.map(({ name, milliseconds, losses }) => {
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const msPerStep = sorted[Math.floor(sorted.length / 2)]!;
    return {
      name,
      msPerStep,
      fastest: sorted[0]!,
      slowest: sorted.at(-1)!,
      imagesPerSecond: (1000 * batch) / msPerStep,
      losses,
    };
  });
  for (const { name, msPerStep, fastest, slowest, imagesPerSecond, losses } of results) {
    const spread = `${fastest.toFixed(1)}…${slowest.toFixed(1)}`;
    const fall = `loss ${losses[0]!.toFixed(3)} → ${losses.at(-1)!.toFixed(3)}`;
    console.log(
      `${name.padEnd(16)} ${msPerStep.toFixed(1).padStart(8)} ms a step (${spread}), ${imagesPerSecond.toFixed(0)} images/s, ${fall}`,
    );
  }
  const ratio = results[1]!.msPerStep / results[0]!.msPerStep;
  console.log(`ratio ${ratio.toFixed(2)}; ours: ${ours.cost?.dispatches} dispatches, ${ours.cost?.bytes} bytes a step`);
  if (backend.errors.length) throw new Error(backend.errors.join('\n'));
  if (values.json) {
    const report = { adapter: adapterName, width, batch, size, macs, ratio, ...ours.cost, results };
    await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

/** Noise that is brighter for a later class: what pictures show costs no time, but the loss must fall. */
function noise(count: number, size: number): ImageDataset {
  const area = size * size * CHANNELS;
  const split = (count: number, seed: number) => ({
    count,
    images: Uint8Array.from({ length: count * area }, (_, i) => {
      const label = Math.floor(i / area) % CLASSES;
      return 20 * label + ((Math.imul(i + seed, 2654435761) >>> 24) & 63);
    }),
    labels: Uint16Array.from({ length: count }, (_, i) => i % CLASSES),
  });
  return {
    about: { id: 'own', name: 'Noise', summary: '', provenance: '', licence: '' },
    classes: Array.from({ length: CLASSES }, (_, i) => `${i}`),
    height: size,
    width: size,
    channels: CHANNELS,
    train: split(count, 0),
    test: split(CLASSES, 77),
    mean: [0.5, 0.5, 0.5],
    std: [0.3, 0.3, 0.3],
    fingerprint: 'noise',
    notes: [],
  };
}
