import { backend } from '@tensorflow/tfjs-core';
import { PlaygroundBackend } from './backend';

/** The backend for our own kernels, or null where only the reference compositions run (WebGL, CPU). */
export function fusedBackend(): PlaygroundBackend | null {
  const current = backend();
  return current instanceof PlaygroundBackend ? current : null;
}
