import { fusedBackend } from './fused';

/** Fields of tfjs's buffer manager that its typings hide. */
interface Pool {
  /** By size and usage. */
  freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

/**
 * Gives back the memory that nothing uses. tfjs keeps every freed buffer for the next tensor of just its size and lets none go:
 * weights and moments of a student that was changed for another would lie there for ever.
 */
export function emptyPool(): void {
  const gpu = fusedBackend();
  if (!gpu) return;
  // Buffers are freed as the commands that use them are submitted.
  gpu.flush();
  const pool = gpu.bufferManager as unknown as Pool;
  for (const buffers of pool.freeBuffers.values()) {
    for (const buffer of buffers.splice(0)) {
      pool.numFreeBuffers--;
      pool.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
  }
}
