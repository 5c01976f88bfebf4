import { fusedBackend } from './fused';

/**
 * Frees GPU memory that nothing uses. tfjs keeps every freed buffer for the next tensor of exactly its size: without this call,
 * the weights and optimiser state of an earlier student would occupy memory until the page closes.
 */
export function emptyPool(): void {
  fusedBackend()?.destroyFreeBuffers();
}
