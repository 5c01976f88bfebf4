import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError, problemOf } from '../experiment/problem';
import type { BackendName, Started } from './protocol';

/** Textures of WebGL 2 are at least this large in memory. */
const WEBGL_BYTES = 256 * 1024 * 1024;

/**
 * The same model code on a slower backend, where there is no WebGPU. Loaded only then.
 *
 * @param asked `auto` takes WebGL; the CPU backend only when asked for, since it is too slow to be of use.
 * @throws ProblemError `no-adapter` when there is neither.
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
  throw new ProblemError('no-adapter', `${message} It has no WebGL for computing either.`, {
    remedy: 'Open the page in a browser with WebGPU.',
  });
}
