import { backend } from '@tensorflow/tfjs-core';
import { CapturingBackend } from './capturingBackend';

/** The backend for our own kernels, or null where only the reference compositions run (WebGL, CPU). */
export function fusedBackend(): CapturingBackend | null {
  const current = backend();
  return current instanceof CapturingBackend ? current : null;
}
