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
import { testMatrix } from './testMatrix';

/** The simplest tile. All others must give its result. */
const PLAIN: GemmTile = { rows: 4, cols: 4 };
const SAMPLES = 3;
/** A tile is not timed again if its first run takes this many times as long as the best tile. */
const HOPELESS = 1.5;

/** The products that take most of a training step: four layers per block, forward and both gradients. Largest first. */
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
 * Times the tiles of each product until the time is up. Products that are not reached keep their default tile. A tile is skipped
 * if the device refuses it or if its result is not bit-equal to that of the simplest tile.
 *
 * @param products in the order in which they are timed
 * @param known tiles that need no measurement
 * @param budgetMs milliseconds after which no further product is started
 * @throws the signal's reason if aborted
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
    const tile = await fastest(gpu, product, signal);
    if (tile) choice[keyOf(product)] = { rows: tile.rows, cols: tile.cols, sharing: tile.sharing !== undefined };
  }
  return choice;
}

/** The product's fastest tile; null if the device refuses all tiles. */
async function fastest(gpu: CapturingBackend, product: Product, signal: AbortSignal): Promise<GemmTile | null> {
  const { a, b } = operandShapes(product);
  const [x, y] = [testMatrix(a), testMatrix(b)];
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
          const ms = await shortest(() => list.replay(), best ? HOPELESS * best.ms : Number.POSITIVE_INFINITY);
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

/** The shortest of a few times in milliseconds. Stops after the first if it exceeds `hopeless`. */
async function shortest(run: () => void, hopeless: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < SAMPLES && (i === 0 || best < hopeless); i++) {
    const start = now();
    run();
    await gpuDone();
    best = Math.min(best, now() - start);
  }
  return best;
}
