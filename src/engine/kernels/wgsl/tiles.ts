import type { CapturingBackend } from '../../gpu/capturingBackend';
import { areSmall, type Subgroups } from '../../gpu/subgroups';
import { type GemmForm, type GemmTile, spanOf, tilesAcross } from './gemm';

/** Threads that keep a GPU busy; tiles shrink until there are so many. */
const ENOUGH_THREADS = 4096;
/** Enough for a CPU. */
const ENOUGH_THREADS_SMALL = 256;
/** Larger first. 8 × 8 is what the registers of common GPUs hold: 64 sums and 16 operands. */
const TILES: readonly GemmTile[] = [
  { rows: 8, cols: 8 },
  { rows: 4, cols: 8 },
  { rows: 4, cols: 4 },
];
/** With sharing a tile may be tall, because the threads divide the reads of A among themselves. */
const SHARING: readonly Omit<GemmTile, 'sharing'>[] = [
  { rows: 32, cols: 4 },
  { rows: 16, cols: 8 },
  { rows: 16, cols: 4 },
  { rows: 8, cols: 4 },
];
/** Share of the threads of a subgroup that may have no columns. */
const MAX_IDLE = 0.34;
/** Rows below which another split of k costs more in partial sums than it gives in threads. */
const MIN_SPLIT = 32;

/** A matrix product: C is [m, n], the inner length k; see `GemmForm`. */
export interface Product {
  form: GemmForm;
  m: number;
  n: number;
  k: number;
}

/** The fastest tiles measured on an adapter, by `keyOf`. */
export type TileChoice = Record<string, Pick<GemmTile, 'rows' | 'cols'> & { sharing: boolean }>;

const chosen = new WeakMap<CapturingBackend, TileChoice>();

/** Uses measured tiles from now on. Results stay the same, bit for bit. */
export function chooseTiles(gpu: CapturingBackend, choice: TileChoice): void {
  chosen.set(gpu, { ...chosen.get(gpu), ...choice });
}

/** Products with the same key use the same tile: m is rounded to a power of two. */
export function keyOf({ form, m, n, k }: Product): string {
  const [rows, depth] = form === 'TN' ? [m, magnitude(k)] : [magnitude(m), k];
  return `${form} ${rows}×${n}×${depth}`;
}

function magnitude(rows: number): number {
  return 2 ** Math.round(Math.log2(rows));
}

/** The tile for a product: the measured one, or else the default. */
export function tileOf(gpu: CapturingBackend, product: Product): GemmTile {
  const measured = chosen.get(gpu)?.[keyOf(product)];
  const tile = measured && candidates(gpu.subgroups, product).find((one) => isChosen(one, measured));
  return tile ?? usualTile(gpu, product);
}

export function isChosen({ rows, cols, sharing }: GemmTile, choice: TileChoice[string]): boolean {
  return rows === choice.rows && cols === choice.cols && Boolean(sharing) === choice.sharing;
}

/** The default without a measurement: the largest tile that leaves enough threads. */
export function usualTile(gpu: CapturingBackend, product: Product): GemmTile {
  const small = areSmall(gpu.subgroups);
  const fitting = candidates(gpu.subgroups, product).filter((tile) => small === Boolean(tile.sharing));
  const usual = fitting.length ? fitting : TILES;
  const enough = small ? ENOUGH_THREADS_SMALL : ENOUGH_THREADS;
  return usual.find((tile) => threads(product, tile) >= enough) ?? usual.at(-1)!;
}

/** Every tile that can be used for a product, the default among them. */
export function candidates(subgroups: Subgroups | null, product: Product): GemmTile[] {
  const shared = subgroups ? SHARING.map((tile) => ({ ...tile, sharing: subgroups })) : [];
  return [...TILES, ...shared.filter((tile) => canShare(tile, product))];
}

/** Whether most threads of a subgroup have columns of C, and enough of them lines of A. */
function canShare(tile: GemmTile & { sharing: Subgroups }, { form, n }: Product): boolean {
  if (form === 'TN' && tile.rows / 4 > tile.sharing.min) return false;
  const used = Math.ceil(n / tile.cols);
  return 1 - used / tilesAcross(n, tile) <= MAX_IDLE;
}

function threads(product: Product, tile: GemmTile): number {
  const { form, m, n, k } = product;
  return Math.ceil(m / tile.rows) * Math.ceil(n / tile.cols) * (form === 'TN' ? splitsOf(m, n, k) : 1);
}

/**
 * In how many parts the inner length k of form TN, which is long where C is small, is cut. By the sizes alone: another tile
 * must not change the order of the sums.
 */
export function splitsOf(m: number, n: number, k: number): number {
  const most = Math.ceil(k / MIN_SPLIT);
  const tiles = (tile: GemmTile) => Math.ceil(m / tile.rows) * Math.ceil(n / tile.cols);
  const tile = TILES.find((one) => tiles(one) * most >= ENOUGH_THREADS) ?? TILES.at(-1)!;
  const splits = Math.min(most, Math.ceil(ENOUGH_THREADS / tiles(tile)));
  return Math.ceil(k / spanOf(k, splits));
}
