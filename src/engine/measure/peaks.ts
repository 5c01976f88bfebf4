import * as tf from '@tensorflow/tfjs-core';
import { capture } from '../gpu/capture';
import type { CapturingBackend } from '../gpu/capturingBackend';
import { vec4 } from '../gpu/kernel';
import type { GemmTile } from '../kernels/wgsl/gemm';
import { operandShapes, plainProduct } from '../kernels/wgsl/plainProduct';
import { candidates, type Product } from '../kernels/wgsl/tiles';
import type { GemmResult } from './report';
import { perRun } from './statistics';
import { testMatrix } from './testMatrix';
import { timeGpu } from './timing';

/** A square product that takes less time is too small to show the peak. */
const MIN_PRODUCT_MS = 5;
const MIN_SQUARE = 256;
const MAX_SQUARE = 4096;
/** Larger than the caches of common GPUs. */
const COPY_BYTES = 64 * 2 ** 20;
/** Lengths of two lists of almost empty dispatches. Their difference does not contain the cost of a submit. */
const [FEW, MANY] = [64, 320];

/** Rows m, columns n and inner length k of a matrix product. */
export type Layer = Omit<Product, 'form'>;

/**
 * Times every tile in both forms, for the layers of a model and for square products of growing size until they occupy the GPU.
 *
 * @returns the results in descending order of GFLOP/s
 */
export async function measureGemm(
  gpu: CapturingBackend,
  layers: readonly Layer[],
  signal: AbortSignal,
): Promise<GemmResult[]> {
  const results: GemmResult[] = [];
  const tryTiles = async (layer: Layer) => {
    const tried: GemmResult[] = [];
    for (const form of ['NT', 'NN'] as const) {
      const product = { form, ...layer };
      for (const tile of candidates(gpu.subgroups, product)) tried.push(await timeProduct(gpu, product, tile, signal));
    }
    results.push(...tried);
    return Math.min(...tried.map(({ time }) => time.median));
  };
  for (const layer of layers) await tryTiles(layer);
  for (let side = MIN_SQUARE; side <= MAX_SQUARE; side *= 2) {
    if ((await tryTiles({ m: side, n: side, k: side })) >= MIN_PRODUCT_MS) break;
  }
  return results.sort((a, b) => b.gflops - a.gflops);
}

async function timeProduct(
  gpu: CapturingBackend,
  product: Product,
  tile: GemmTile,
  signal: AbortSignal,
): Promise<GemmResult> {
  const shapes = operandShapes(product);
  const [x, y] = [testMatrix(shapes.a), testMatrix(shapes.b)];
  const multiply = () => plainProduct(gpu, product, tile, x, y);
  const time = await timeReplay(gpu, multiply, 1, signal).finally(() => tf.dispose([x, y]));
  const { m, n, k } = product;
  return { ...product, tile: nameOf(tile), gflops: (2 * m * n * k) / (time.median * 1e6), time };
}

function nameOf({ rows, cols, sharing }: GemmTile): string {
  return `${rows}×${cols}${sharing ? ' shared' : ''}`;
}

/** Measures a product again, because the speed of a software adapter varies. */
export function measureAgain(
  gpu: CapturingBackend,
  { form, m, n, k, tile: name }: GemmResult,
  signal: AbortSignal,
): Promise<GemmResult> {
  const product = { form, m, n, k };
  const tile = candidates(gpu.subgroups, product).find((candidate) => nameOf(candidate) === name)!;
  return timeProduct(gpu, product, tile, signal);
}

/** Bandwidth in 10⁹ bytes per second, reads plus writes, of a copy too large for the caches. */
export async function measureBandwidth(gpu: CapturingBackend, signal: AbortSignal): Promise<number> {
  const bytes = Math.min(COPY_BYTES, gpu.device.limits.maxStorageBufferBindingSize);
  const floats = Math.floor(bytes / 16) * 4;
  const source = tf.tidy(() => tf.fill([floats], 1));
  const copy = () =>
    gpu.run({
      name: 'copy',
      inputs: { source: vec4(source) },
      outputs: { copied: { shape: [floats], as: 'vec4f' } },
      invocations: floats / 4,
      code: 'fn kernel(i: u32) { copied[i] = source[i]; }',
    });
  const time = await timeReplay(gpu, copy, 1, signal).finally(() => source.dispose());
  return (2 * 4 * floats) / (time.median * 1e6);
}

/** Milliseconds that each dispatch adds to a replayed list of dependent dispatches. */
export async function measureDispatch(gpu: CapturingBackend, signal: AbortSignal): Promise<number> {
  const counter = tf.tidy(() => tf.variable(tf.zeros([64]), false));
  const count = () =>
    gpu.run({
      name: 'count',
      inputs: {},
      updates: { counter },
      outputs: {},
      invocations: 64,
      code: 'fn kernel(i: u32) { counter[i] += 1.0; }',
    });
  try {
    const few = await timeReplay(gpu, count, FEW, signal);
    const many = await timeReplay(gpu, count, MANY, signal);
    return Math.max(0, (MANY * many.median - FEW * few.median) / (MANY - FEW));
  } finally {
    counter.dispose();
  }
}

/** Time of one run of a kernel in a captured list of several runs. */
async function timeReplay(gpu: CapturingBackend, run: () => unknown, times: number, signal: AbortSignal) {
  const list = capture(
    gpu,
    () =>
      tf.tidy(() => {
        for (let i = 0; i < times; i++) run();
      }),
    () => [],
  );
  try {
    const time = await timeGpu(() => list.replay(), signal);
    return perRun(time, times);
  } finally {
    list.dispose();
  }
}
