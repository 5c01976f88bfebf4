import { installNodeGpu } from '../scripts/nodeGpu';

/** Opens the adapter in Node and runs the lab. tfjs is imported after the globals that it needs exist. */
export async function inNode<T>(run: (lab: typeof import('./lab')) => Promise<T>): Promise<T> {
  await installNodeGpu();
  return run(await import('./lab'));
}
