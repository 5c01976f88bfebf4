import { get, set } from 'idb-keyval';
import type { GpuDevice } from '../engine/gpu/device';
import { chooseTiles, type TileChoice } from '../engine/kernels/tiles';
import { productsOf, tuneTiles } from '../engine/measure/tuneTiles';
import type { ExperimentConfig } from '../engine/spec/experiment';

/** Milliseconds that a person waits for it before a first run; what was not reached is measured before the next. */
const BUDGET_MS = 1500;

/**
 * Measures which tiles are quickest for a student's matrix products on this adapter, once; the browser remembers them. Where the
 * processor plays the GPU nothing is measured: it would take long, and the defaults come from there.
 */
export async function tuneHere(
  { backend, device, adapterName, software }: GpuDevice,
  config: ExperimentConfig,
  signal: AbortSignal,
): Promise<void> {
  if (software) return;
  const key = `tiles/${adapterName}`;
  const known = await get<TileChoice>(key).catch(() => undefined);
  const choice: TileChoice = typeof known === 'object' ? known : {};
  chooseTiles(backend, choice);
  const gone = device.lost.then((): TileChoice => ({}));
  const measured = await Promise.race([tuneTiles(backend, productsOf(config), choice, BUDGET_MS, signal), gone]);
  if (Object.keys(measured).length === 0) return;
  chooseTiles(backend, measured);
  // A browser that keeps nothing measures again.
  await set(key, { ...choice, ...measured }).catch(() => undefined);
}
