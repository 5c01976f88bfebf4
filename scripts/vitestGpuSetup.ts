import { afterEach, expect } from 'vitest';
import { findSwiftShader } from './browser';
import { installNodeGpu } from './nodeGpu';

// The adapter of the browser tests, the same on every machine. It also compiles shaders many times faster than Mesa's, and
// tests compile much and compute little. DEIT_GPU=hardware tests the machine's own.
if (findSwiftShader()) process.env.DEIT_GPU ??= 'swiftshader';
await installNodeGpu();

// A kernel that does not compile does nothing, without a word to the test.
afterEach(async () => {
  const { getBackend } = await import('@tensorflow/tfjs-core');
  if (getBackend() !== 'webgpu') return;
  const { fusedBackend } = await import('../src/engine/gpu/fused');
  const gpu = fusedBackend();
  await gpu?.device.queue.onSubmittedWorkDone();
  expect(gpu?.errors ?? []).toEqual([]);
});
