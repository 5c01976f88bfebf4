import { get, set } from 'idb-keyval';
import type { GpuDevice } from '../engine/gpu/device';
import { chooseTiles, type TileChoice } from '../engine/kernels/wgsl/tiles';
import { productsOf, tuneTiles } from '../engine/measure/tuneTiles';
import type { ExperimentConfig } from '../experiment/config';
import { ifStored } from '../storage/ifStored';

/** Milliseconds that a person waits for it before a first run; what was not reached is measured before the next. */
const BUDGET_MS = 1500;

/** The tiles that were measured on an adapter, by its name, as the browser remembers them. */
export async function knownTiles(adapterName: string): Promise<TileChoice> {
  const known = await ifStored(() => get<TileChoice>(keyOf(adapterName)));
  return typeof known === 'object' ? known : {};
}

/** A browser that keeps nothing measures again. */
export async function keepTiles(adapterName: string, choice: TileChoice): Promise<void> {
  await ifStored(() => set(keyOf(adapterName), choice));
}

function keyOf(adapterName: string): string {
  return `tiles/${adapterName}`;
}

/**
 * Uses the tiles that are quickest for a student's matrix products on this adapter; those that the browser does not remember are
 * measured, once. Where the processor plays the GPU that takes long, and the usual tiles come from there: measured only when a
 * person asks for it (Benchmark).
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
