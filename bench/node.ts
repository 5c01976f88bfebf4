import { installNodeGpu } from '../scripts/nodeGpu';

/** Opens the adapter in Node and runs what is asked for. Modules that import tfjs come after the globals they need. */
export async function inNode<T>(run: (lab: typeof import('./lab')) => Promise<T>): Promise<T> {
  await installNodeGpu();
  return run(await import('./lab'));
}
