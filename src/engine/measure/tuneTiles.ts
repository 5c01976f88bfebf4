import * as tf from '@tensorflow/tfjs-core';
import type { ExperimentConfig } from '../../experiment/config';
import { tokenCount } from '../../experiment/student/shape';
import { type Capture, capture } from '../gpu/capture';
import type { CapturingBackend } from '../gpu/capturingBackend';
import { readTensors } from '../gpu/readback';
import type { GemmTile } from '../kernels/wgsl/gemm';
import { operandShapes, plainProduct } from '../kernels/wgsl/plainProduct';
import { candidates, keyOf, type Product, type TileChoice, tileOf } from '../kernels/wgsl/tiles';
import { gpuDone, now } from '../train/pacing';
import { numbers } from './numbers';

/** The plainest tile, whose result the others must repeat. */
const PLAIN: GemmTile = { rows: 4, cols: 4 };
const SAMPLES = 3;
/** A tile whose first run takes so many times the best one's is not timed again. */
const HOPELESS = 1.5;

/** The products of a student's training step that its time goes to: four layers a block, forward and both gradients. */
export function productsOf({ batchSize, dim, mlpRatio, ...shape }: ExperimentConfig): Product[] {
  const rows = batchSize * tokenCount(shape);
  const hidden = Math.round(dim * mlpRatio);
  const layers = [
    { from: dim, to: 3 * dim },
    { from: dim, to: dim },
    { from: dim, to: hidden },
    { from: hidden, to: dim },
  ];
  const products = layers.flatMap(({ from, to }): Product[] => [
    { form: 'NT', m: rows, n: to, k: from },
    { form: 'NN', m: rows, n: from, k: to },
    { form: 'TN', m: to, n: from, k: rows },
  ]);
  const work = ({ m, n, k }: Product) => m * n * k;
  return [...new Map(products.map((product) => [keyOf(product), product])).values()].sort((a, b) => work(b) - work(a));
}

/**
 * Times the tiles that each product can have, those with the most work first, until the time is up; what was not reached keeps
 * its default. A tile that the device refuses, or that does not repeat the plainest one's result to the bit, is left out.
 *
 * @param known keys that need no measuring
 * @param budgetMs after which no further product is begun
 */
export async function tuneTiles(
  gpu: CapturingBackend,
  products: readonly Product[],
  known: TileChoice,
  budgetMs: number,
  signal: AbortSignal,
): Promise<TileChoice> {
  const choice: TileChoice = {};
  const start = now();
  for (const product of products) {
    if (now() - start > budgetMs) break;
    if (keyOf(product) in known) continue;
    const tile = await quickest(gpu, product, signal);
    if (tile) choice[keyOf(product)] = { rows: tile.rows, cols: tile.cols, sharing: tile.sharing !== undefined };
  }
  return choice;
}

/** @returns null where the device refuses all. */
async function quickest(gpu: CapturingBackend, product: Product, signal: AbortSignal): Promise<GemmTile | null> {
  const { a, b } = operandShapes(product);
  const [x, y] = [numbers(a), numbers(b)];
  const usual = tileOf(gpu, product);
  const others = candidates(gpu.subgroups, product).filter((tile) => !same(tile, usual) && !same(tile, PLAIN));
  let best: { tile: GemmTile; ms: number } | null = null;
  let plain: Float32Array | null = null;
  try {
    for (const tile of [PLAIN, ...(same(usual, PLAIN) ? [] : [usual]), ...others]) {
      signal.throwIfAborted();
      gpu.device.pushErrorScope('validation');
      let list: Capture<tf.Tensor>;
      let refused: Promise<GPUError | null>;
      try {
        list = capture(
          gpu,
          () => tf.tidy(() => plainProduct(gpu, product, tile, x, y)),
          (c) => [c],
        );
      } finally {
        refused = gpu.device.popErrorScope();
      }
      const [result] = await readTensors([list.outputs]);
      if (!(await refused)) {
        plain ??= result!;
        if (result!.every((value, i) => value === plain![i])) {
          const ms = await least(() => list.replay(), best ? HOPELESS * best.ms : Number.POSITIVE_INFINITY);
          if (!best || ms < best.ms) best = { tile, ms };
        }
      }
      list.dispose();
    }
  } finally {
    tf.dispose([x, y]);
  }
  return best?.tile ?? null;
}

function same(one: GemmTile, other: GemmTile): boolean {
  return one.rows === other.rows && one.cols === other.cols && !one.sharing === !other.sharing;
}

/** The least of a few times, or of the first alone where it is hopeless. */
async function least(run: () => void, hopeless: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < SAMPLES && (i === 0 || best < hopeless); i++) {
    const start = now();
    run();
    await gpuDone();
    best = Math.min(best, now() - start);
  }
  return best;
}
