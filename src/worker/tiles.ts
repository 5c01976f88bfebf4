import type { GpuDevice } from '../engine/gpu/device';
import { chooseTiles, type TileChoice } from '../engine/kernels/wgsl/tiles';
import { productsOf, tuneTiles } from '../engine/measure/tuneTiles';
import type { ExperimentConfig } from '../experiment/config';
import { isNumber, isObject } from '../experiment/json';
import { ifStored } from '../storage/ifStored';
import { browserTable } from '../storage/table';

/** The longest wait for the measurement before a first run, in milliseconds. The rest is measured before the next run. */
const BUDGET_MS = 1500;

const table = browserTable<TileChoice>('tiles');

/** The tiles that were measured on an adapter, by its name, as far as the browser remembers them. */
export async function knownTiles(adapterName: string): Promise<TileChoice> {
  return (await ifStored(() => table.get(adapterName))) ?? {};
}

/** A browser that stores nothing measures again. */
export async function keepTiles(adapterName: string, choice: TileChoice): Promise<void> {
  await ifStored(() => table.set(adapterName, choice));
}

/** Whether a stored value is a choice of tiles. */
export function isTileChoice(stored: unknown): stored is TileChoice {
  return (
    isObject(stored) &&
    Object.values(stored).every((tile) => isObject(tile) && isNumber(tile.rows) && isNumber(tile.cols))
  );
}

/**
 * Uses the tiles that are fastest for a student's matrix products on this adapter. Those that the browser does not remember are
 * measured once. A software adapter measures slowly, and the default tiles were chosen on one: there, tiles are measured only if the
 * user asks for it (Benchmark).
 */
export async function tuneHere(
  { backend, device, adapterName, software }: GpuDevice,
  config: ExperimentConfig,
  signal: AbortSignal,
): Promise<void> {
  const known = await knownTiles(adapterName);
  chooseTiles(backend, known);
  if (software) return;
  const gone = device.lost.then((): TileChoice => ({}));
  const measured = await Promise.race([tuneTiles(backend, productsOf(config), known, BUDGET_MS, signal), gone]);
  if (Object.keys(measured).length === 0) return;
  chooseTiles(backend, measured);
  await keepTiles(adapterName, { ...known, ...measured });
}
