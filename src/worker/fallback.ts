import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError, problemOf } from '../experiment/problem';
import type { BackendName, Started } from './protocol';

/** Every WebGL 2 has textures of at least this size. */
const WEBGL_BYTES = 256 * 1024 * 1024;

/**
 * Runs the same model code on a slower backend if there is no WebGPU.
 *
 * @param asked `auto` takes WebGL. The CPU backend is too slow to be useful, so it must be named.
 * @param because why WebGPU could not be opened
 * @throws ProblemError `no-adapter` if there is no WebGL either
 */
export async function openFallback(asked: BackendName | 'auto', because?: unknown): Promise<Started> {
  if (asked === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    return { backend: 'cpu', adapter: 'processor', software: true, maxBufferBytes: WEBGL_BYTES };
  }
  await import('@tensorflow/tfjs-backend-webgl');
  const works = await tf.setBackend('webgl').catch(() => false);
  if (works) return { backend: 'webgl', adapter: 'WebGL', software: false, maxBufferBytes: WEBGL_BYTES };
  const message = because ? problemOf(because).message : 'This browser has no WebGPU.';
  throw new ProblemError('no-adapter', `${message} There is no WebGL for computing either.`, {
    remedy: 'Open the page in a browser with WebGPU.',
  });
}
